// The picker of emoticons: the SDK's pictures, and some emoji.

import { faceTable } from '../model/faces.js';
import { byId, hasTouch, make } from '../page/dom.js';
import { insertText } from './message_box.js';

const pickerColumns = 8; // as in css/composer.css; arrow keys move by rows

let chatPicker = null;

// showEmotions shows or hides the picker of the conversation.
export function showEmotions(isShown) {
  chatPicker.show(isShown);
}

// addPicker makes an empty element the picker that a button opens for a text field.
// insert receives what the user picks.
export function addPicker(toggle, picker, box, insert) {
  const show = function (isShown) {
    if (isShown && !picker.firstChild) buildPicker(picker);
    picker.hidden = !isShown;
    toggle.setAttribute('aria-expanded', isShown);
    if (isShown) picker.querySelector('[tabindex="0"]').focus();
  };
  toggle.onclick = () => show(picker.hidden);
  picker.addEventListener('keydown', walkPicker);
  picker.addEventListener('click', function (event) {
    const button = event.target.closest('[data-face-name]');
    if (!button) return;
    insert(button.dataset.faceName);
    // After a click, Enter sends. Users who walk the grid by keys stay in it.
    if (event.detail && !hasTouch) box.focus();
  });
  document.addEventListener('keydown', function (event) {
    if (event.key !== 'Escape' || picker.hidden) return;
    show(false);
    box.focus();
  });
  document.addEventListener('click', function (event) {
    if (!picker.hidden && ![picker, toggle, box].some((element) => element.contains(event.target))) show(false);
  });
  return { show };
}

// To the API these are text.
const emoji = [...'😀😄😂🤣😊😍😘😎🤔😅😭😡😱😴🤗🙄👍👎👏🙏💪👌✌🤝❤💔🎉🎁🌹🔥⭐✅❌☀🌙🍻☕🍚🐶🐱'];

function buildPicker(picker) {
  for (const face of faceTable().values()) {
    const title = face.name.slice(1, -1);
    picker.append(make('button', { type: 'button', title, 'aria-label': title, tabindex: picker.firstChild ? -1 : 0, 'data-face-name': face.name },
      make('img', { src: face.src, alt: '', width: 28, height: 28 })));
  }
  for (const sign of emoji) picker.append(make('button', { type: 'button', tabindex: -1, class: 'emoji', 'data-face-name': sign, text: sign }));
}

// walkPicker moves the focus by arrow keys: the grid is one tab stop.
function walkPicker(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: pickerColumns, ArrowUp: -pickerColumns }[event.key];
  const buttons = [...event.currentTarget.children];
  const next = buttons[buttons.indexOf(document.activeElement) + step];
  if (!step || !next) return;
  event.preventDefault();
  document.activeElement.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

export function initEmotions() {
  chatPicker = addPicker(byId('emotion_toggle'), byId('emotion_picker'), byId('message_text'), insertText);
}
