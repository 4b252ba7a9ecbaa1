// Short messages that disappear.

import { byId, icon, make } from './dom.js';
import { errorText } from './errors.js';

const toastTime = 4500; // ms; long enough for two lines of text

const toastIcons = { done: 'check', news: 'bell', error: 'alert' };

// toast shows a sentence; the default kind is 'done'. A click removes it and calls
// onClick.
export function toast(text, kind = 'done', onClick = null) {
  const item = make('div', { class: 'toast ' + kind }, icon(toastIcons[kind]), make('span', { text }));
  const leave = () => item.remove();
  item.addEventListener('click', leave);
  if (onClick) item.addEventListener('click', onClick);
  // A repeated sentence replaces the previous one.
  for (const other of [...byId('toasts').children]) if (other.textContent === text) other.remove();
  placeToasts();
  byId('toasts').append(item);
  setTimeout(leave, toastTime);
}

// placeToasts moves the toasts into the open dialog, since the page around it is inert.
export function placeToasts() {
  const host = document.querySelector('dialog[open]') || document.body;
  if (byId('toasts').parentElement !== host) host.append(byId('toasts'));
}

// toastError returns an error callback that shows what failed and why.
export function toastError(what) {
  return function (err) {
    toast(what + '：' + errorText(err), 'error');
  };
}
