// Short messages at the edge of the window.

import { byId, icon, make } from './dom.js';
import { errorText } from './errors.js';

const toastTime = 4500; // ms; long enough for two lines of text

const toastIcons = { done: 'check', news: 'bell', error: 'alert' };

// toast shows a sentence; kind is 'done' unless given. A click takes it away,
// and does what onClick says.
export function toast(text, kind = 'done', onClick = null) {
  const item = make('div', { class: 'toast ' + kind }, icon(toastIcons[kind]), make('span', { text }));
  const leave = () => item.remove();
  item.addEventListener('click', leave);
  if (onClick) item.addEventListener('click', onClick);
  // The same sentence twice is one sentence.
  for (const other of [...byId('toasts').children]) if (other.textContent === text) other.remove();
  placeToasts();
  byId('toasts').append(item);
  setTimeout(leave, toastTime);
}

// placeToasts: while a dialog is open everything around it is behind it and
// deaf, so the toasts move in.
export function placeToasts() {
  const host = document.querySelector('dialog[open]') || document.body;
  if (byId('toasts').parentElement !== host) host.append(byId('toasts'));
}

// toastError shows what went wrong, and where.
export function toastError(what) {
  return function (err) {
    toast(what + '：' + errorText(err), 'error');
  };
}
