// The text field of a conversation.

import { openConversation } from '../model/open_conversation.js';
import { byId } from '../page/dom.js';
import { t } from '../page/i18n.js';
import { toast } from '../page/toasts.js';

// insertText inserts text at the cursor, as if it had been typed.
export function insertText(text) {
  const box = byId('message_text');
  replaceText(text, box.selectionStart);
}

// replaceText replaces the text from start to the cursor.
export function replaceText(text, start) {
  const box = byId('message_text');
  box.setRangeText(text, start, box.selectionEnd, 'end');
  box.dispatchEvent(new Event('input'));
}

// isTooLong reports whether a text is too long, and shows a message (guide 4.1).
export function isTooLong(text) {
  const most = openConversation?.type === webim.SESSION_TYPE.C2C ? webim.MSG_MAX_LENGTH.C2C : webim.MSG_MAX_LENGTH.GROUP;
  if (webim.Tool.getStrBytes(text) <= most) return false;
  toast(t('消息太长（最多 {n} 个汉字），请分几次发送', { n: Math.floor(most / 3) }), 'error');
  return true;
}
