// What this browser keeps between visits. A browser may refuse to keep anything
// (private windows, full disks); then the page works as if it were the first visit.

export function keep(name, value) {
  try {
    if (value === null || value === '') localStorage.removeItem('webim.' + name);
    else localStorage.setItem('webim.' + name, JSON.stringify(value));
  } catch { /* nothing can be kept */ }
}

export function kept(name, otherwise) {
  try {
    const value = JSON.parse(localStorage.getItem('webim.' + name));
    return value === null ? otherwise : value;
  } catch {
    return otherwise;
  }
}
