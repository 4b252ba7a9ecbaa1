// Replies to a message. Its text is shown above the composer until the reply is sent.

import { previewOfRow } from '../model/message_text.js';
import { nickOf } from '../model/names.js';
import { quoted } from '../model/quotes.js';
import { senderOf } from '../model/rows.js';
import { byId } from '../page/dom.js';
import { t } from '../page/i18n.js';

let replyTo = null; // the row

export function startReplying(row) {
  replyTo = row;
  byId('reply').hidden = false;
  byId('reply_text').textContent = nickOf(senderOf(row)) + t('：') + previewOfRow(row);
  byId('message_text').focus();
}

export function stopReplying() {
  replyTo = null;
  byId('reply').hidden = true;
}

// withReply adds the quoted line to a text.
export function withReply(text) {
  return replyTo ? quoted(nickOf(senderOf(replyTo)), previewOfRow(replyTo), text) : text;
}

export function initReply() {
  byId('reply_close').onclick = function () {
    stopReplying();
    byId('message_text').focus();
  };
}
