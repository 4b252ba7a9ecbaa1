// Local storage. Where the browser refuses it (private windows, full disks), every visit is
// like the first.

export function save(name, value) {
  try {
    if (value === null || value === '') localStorage.removeItem('webim.' + name);
    else localStorage.setItem('webim.' + name, JSON.stringify(value));
  } catch { /* the browser stores nothing */ }
}

export function saved(name, fallback) {
  try {
    const value = JSON.parse(localStorage.getItem('webim.' + name));
    return value === null ? fallback : value;
  } catch {
    return fallback;
  }
}
