// The composer: the input field of a conversation.

import { draftOf, keepDraft } from '../model/drafts.js';
import { whyNotWrite } from '../model/my_mute.js';
import { sendContent } from '../model/outbox.js';
import { sayTyping } from '../model/typing.js';
import { byId, setText } from '../page/dom.js';
import { t } from '../page/i18n.js';
import { toast } from '../page/toasts.js';
import { showAttachments } from './attachments.js';
import { openConversation, selType } from './chat.js';
import { showEmotions } from './emotions.js';
import { closeMentions, keyInMentions, lookForMention } from './mentions.js';
import { initReply, stopReplying, withReply } from './reply.js';

export const hasTouch = matchMedia('(pointer: coarse)').matches;
const draftPause = 400; // ms after the last key until the draft is saved

let draftTimer = 0;

function onSendMsg() {
  const box = byId('message_text');
  const text = box.value.replace(/^\n+|\s+$/g, '');
  if (!text) return box.focus();
  const whole = withReply(text);
  if (isTooLong(whole)) return;
  writeText(box, '');
  keepDraft(openConversation, '');
  showEmotions(false);
  stopReplying();
  sendContent({ kind: 'text', text: whole });
  box.focus();
}

// isTooLong reports whether a text is too long, and shows a message (guide 4.1).
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

// insertText inserts text at the cursor.
export function insertText(text) {
  const box = byId('message_text');
  box.setRangeText(text, box.selectionStart, box.selectionEnd, 'end');
  written();
}

// written handles a change of the text by the user.
export function written() {
  const c = openConversation;
  fitComposer();
  lookForMention();
  sayTyping(c);
  clearTimeout(draftTimer);
  draftTimer = setTimeout(() => c === openConversation && keepDraft(c, byId('message_text').value), draftPause);
}

const growsByItself = CSS.supports('field-sizing', 'content'); // as css/composer.css says

// fitComposer lets the box grow with its lines; css/composer.css limits it. Where the
// browser does it alone, no layout is forced with each key.
function fitComposer() {
  const box = byId('message_text');
  if (!growsByItself) {
    box.style.height = 'auto';
    box.style.height = box.scrollHeight + box.offsetHeight - box.clientHeight + 'px';
  }
  byId('send').disabled = !box.value.trim();
}

// showComposer sets up the composer for a conversation.
export function showComposer(c) {
  showComposerState(c);
  showAttachments();
  showEmotions(false);
  closeMentions();
  writeText(byId('message_text'), draftOf(c));
}

// showComposerState shows the input field, or why it is disabled.
export function showComposerState(c) {
  const why = whyNotWrite(c);
  byId('composer').hidden = byId('composer_hint').hidden = Boolean(why);
  byId('chat_closed').hidden = !why;
  setText(byId('chat_closed'), why);
}

export function initComposer() {
  initReply();
  const box = byId('message_text');
  byId('composer').onsubmit = function (event) {
    event.preventDefault();
    onSendMsg();
  };
  box.oninput = written;
  box.onkeydown = function (event) {
    // During an input method's composition, Enter confirms the candidate.
    if (event.isComposing || event.keyCode === 229 || keyInMentions(event)) return;
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    onSendMsg();
  };
  addEventListener('pagehide', () => openConversation && keepDraft(openConversation, box.value));
}
