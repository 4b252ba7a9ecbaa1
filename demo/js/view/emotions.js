// Emoticons: the picker shows the SDK's pictures, and a message's text is split into
// texts and faces before it is sent (guide 4.1).

import { dialect } from '../model/dialect.js';
import { byId, make } from '../page/dom.js';
import { hasTouch, insertText } from './composer.js';

const facePattern = /\[[^[\]]{1,3}\]/g;
const pickerColumns = 8; // as in css/composer.css; arrow keys move by rows

let faces = null; // name -> {name, index, src}, of the page's version

function faceTable() {
  if (!faces) faces = new Map(dialect.faces().map((face) => [face.name, face]));
  return faces;
}

// addTextAndFaces adds the typed text to a message.
export function addTextAndFaces(msg, text) {
  let at = 0;
  const addText = function (part) {
    if (part) msg.addText(new webim.Msg.Elem.Text(part));
  };
  for (const match of text.matchAll(facePattern)) {
    const face = faceTable().get(match[0]);
    if (!face) continue;
    addText(text.slice(at, match.index));
    msg.addFace(new webim.Msg.Elem.Face(face.index, face.name));
    at = match.index + match[0].length;
  }
  addText(text.slice(at));
}

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
