// Short messages at the edge of the window.

const toastTime = 4500; // ms; long enough for two lines of text

function toast(text, kind) {
  const item = make('div', { class: 'toast ' + (kind || '') }, icon(kind === 'error' ? 'alert' : 'check'), make('span', { text }));
  const leave = () => item.remove();
  item.addEventListener('click', leave);
  // The same sentence twice is one sentence.
  for (const other of [...byId('toasts').children]) if (other.textContent === text) other.remove();
  byId('toasts').append(item);
  setTimeout(leave, toastTime);
}

// toastError shows what went wrong, and where.
function toastError(what) {
  return function (err) {
    toast(what + '：' + errorText(err), 'error');
  };
}
