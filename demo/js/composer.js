// The box to write in.

import { showAttachments } from './attachments.js';
import { openConversation, selType } from './chat.js';
import { byId } from './dom.js';
import { draftOf, keepDraft } from './drafts.js';
import { addTextAndFaces, showEmotions } from './emotions.js';
import { t } from './i18n.js';
import { sendElems } from './outbox.js';
import { toast } from './toasts.js';
import { sayTyping } from './typing.js';

export const hasTouch = matchMedia('(pointer: coarse)').matches;
const draftPause = 400; // ms after the last key until the draft is kept

let draftTimer = 0;

function onSendMsg() {
  const box = byId('message_text');
  const text = box.value.replace(/^\n+|\s+$/g, '');
  if (!text) return box.focus();
  if (isTooLong(text)) return;
  writeText(box, '');
  keepDraft(openConversation, '');
  showEmotions(false);
  sendElems((msg) => addTextAndFaces(msg, text));
  box.focus();
}

// isTooLong tells the person, as the guide's page does (4.1).
export function isTooLong(text) {
  const most = selType === webim.SESSION_TYPE.C2C ? webim.MSG_MAX_LENGTH.C2C : webim.MSG_MAX_LENGTH.GROUP;
  if (webim.Tool.getStrBytes(text) <= most) return false;
  toast(t('消息太长（最多 {n} 个汉字），请分几次发送', { n: Math.floor(most / 3) }), 'error');
  return true;
}

function writeText(box, text) {
  clearTimeout(draftTimer);
  box.value = text;
  fitComposer();
}

// insertText puts text where the cursor is.
export function insertText(text) {
  const box = byId('message_text');
  box.setRangeText(text, box.selectionStart, box.selectionEnd, 'end');
  written();
}

// written: the text has changed by the writer's hand.
function written() {
  const c = openConversation;
  fitComposer();
  sayTyping(c);
  clearTimeout(draftTimer);
  draftTimer = setTimeout(() => c === openConversation && keepDraft(c, byId('message_text').value), draftPause);
}

// fitComposer lets the box grow with its lines; css/composer.css limits it.
function fitComposer() {
  const box = byId('message_text');
  box.style.height = 'auto';
  box.style.height = box.scrollHeight + 'px';
  byId('send').disabled = !box.value.trim();
}

// showComposer prepares the box for a conversation, or tells why it has none.
export function showComposer(c) {
  byId('composer').hidden = byId('composer_hint').hidden = Boolean(c.closed);
  byId('chat_closed').hidden = !c.closed;
  byId('chat_closed').textContent = c.closed;
  showAttachments();
  showEmotions(false);
  writeText(byId('message_text'), draftOf(c));
}

export function initComposer() {
  const box = byId('message_text');
  byId('composer').onsubmit = function (event) {
    event.preventDefault();
    onSendMsg();
  };
  box.oninput = written;
  box.onkeydown = function (event) {
    // While an input method composes, Enter chooses its word. On a touch
    // keyboard Enter is the only way to a new line.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229 || hasTouch) return;
    event.preventDefault();
    onSendMsg();
  };
  addEventListener('pagehide', () => openConversation && keepDraft(openConversation, box.value));
}
