// Emoticons: the picker shows the SDK's pictures, and a message's text is split into
// texts and faces before it is sent (guide 4.1).

import { hasTouch, insertText } from './composer.js';
import { dialect } from './dialect.js';
import { byId, make } from './dom.js';

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

export function showEmotions(isShown) {
  const picker = byId('emotion_picker');
  if (isShown && !picker.firstChild) buildPicker(picker);
  picker.hidden = !isShown;
  byId('emotion_toggle').setAttribute('aria-expanded', isShown);
  if (isShown) picker.querySelector('[tabindex="0"]').focus();
}

// What most keyboards have as well; to the API they are text.
const emoji = [...'😀😄😂🤣😊😍😘😎🤔😅😭😡😱😴🤗🙄👍👎👏🙏💪👌✌🤝❤💔🎉🎁🌹🔥⭐✅❌☀🌙🍻☕🍚🐶🐱'];

function buildPicker(picker) {
  for (const face of faceTable().values()) {
    const title = face.name.slice(1, -1);
    picker.append(make('button', { type: 'button', title, 'aria-label': title, tabindex: picker.firstChild ? -1 : 0, 'data-face-name': face.name },
      make('img', { src: face.src, alt: '', width: 28, height: 28 })));
  }
  for (const sign of emoji) picker.append(make('button', { type: 'button', tabindex: -1, class: 'emoji', 'data-face-name': sign, text: sign }));
}

// Arrow keys walk the grid, which is one stop for the Tab key.
function walkPicker(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: pickerColumns, ArrowUp: -pickerColumns }[event.key];
  const buttons = [...byId('emotion_picker').children];
  const next = buttons[buttons.indexOf(document.activeElement) + step];
  if (!step || !next) return;
  event.preventDefault();
  document.activeElement.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

export function initEmotions() {
  const picker = byId('emotion_picker');
  byId('emotion_toggle').onclick = () => showEmotions(picker.hidden);
  picker.addEventListener('keydown', walkPicker);
  picker.addEventListener('click', function (event) {
    const button = event.target.closest('[data-face-name]');
    if (!button) return;
    insertText(button.dataset.faceName);
    // After a click Enter is to send; who walks the grid by keys stays there.
    if (event.detail && !hasTouch) byId('message_text').focus();
  });
  document.addEventListener('keydown', function (event) {
    if (event.key !== 'Escape' || picker.hidden) return;
    showEmotions(false);
    byId('message_text').focus();
  });
  document.addEventListener('click', function (event) {
    if (!picker.hidden && !event.target.closest('#emotion_picker, #emotion_toggle, #message_text')) showEmotions(false);
  });
}
