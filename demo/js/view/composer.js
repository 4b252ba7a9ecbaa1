// The composer: the input field of a conversation.

import { isOffline } from '../model/connection.js';
import { draftOf, saveDraft } from '../model/drafts.js';
import { blockedReason } from '../model/my_mute.js';
import { openConversation } from '../model/open_conversation.js';
import { sendContent } from '../model/outbox.js';
import { sendTypingNotice } from '../model/typing_notice.js';
import { byId, setText } from '../page/dom.js';
import { on } from '../page/events.js';
import { showAttachments } from './attachments.js';
import { showEmotions } from './emotions.js';
import { closeMentions, keyInMentions, updateMention } from './mentions.js';
import { isTooLong } from './message_box.js';
import { initReply, stopReplying, withReply } from './reply.js';

const draftDelay = 400; // ms after the last key until the draft is saved

let draftTimer = 0;

function onSendMsg() {
  const box = byId('message_text');
  const text = box.value.replace(/^\n+|\s+$/g, '');
  if (!text) return box.focus();
  const whole = withReply(text);
  if (isTooLong(whole)) return;
  writeText(box, '');
  saveDraft(openConversation, '');
  showEmotions(false);
  stopReplying();
  sendContent({ kind: 'text', text: whole });
  box.focus();
}

function writeText(box, text) {
  clearTimeout(draftTimer);
  box.value = text;
  fitComposer();
}

// written handles a change of the text by the user.
function written() {
  const c = openConversation;
  fitComposer();
  updateMention();
  if (byId('message_text').value.trim() && !isOffline()) sendTypingNotice(c);
  clearTimeout(draftTimer);
  draftTimer = setTimeout(() => c === openConversation && saveDraft(c, byId('message_text').value), draftDelay);
}

const growsByItself = CSS.supports('field-sizing', 'content'); // set in css/composer.css

// fitComposer sizes the box to its lines; css/composer.css limits it. Where the
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
function showComposerState(c) {
  const why = blockedReason(c);
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
  on('writable', (c) => c === openConversation && showComposerState(c));
  addEventListener('pagehide', () => openConversation && saveDraft(openConversation, box.value));
}
