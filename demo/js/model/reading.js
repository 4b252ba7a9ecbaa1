// Which messages the user has read: reported to the server, and to the user's other
// windows.

import { emit } from '../page/events.js';
import { conversation, unreadOf } from './conversations.js';
import { openConversation } from './open_conversation.js';
import { loginInfo } from './users.js';

// markRead reports the open conversation as read, including future messages.
export function markRead(c) {
  if (document.hidden || c !== openConversation) return;
  if (unreadOf(c)) notifyOtherWindows(c);
  c.baseUnread = 0;
  c.silent = 0;
  const sess = webim.MsgStore.sessByTypeId(c.type, c.id);
  if (sess) webim.setAutoRead(sess, true, true);
}

// stopReading ends the reporting.
export function stopReading(c) {
  webim.setAutoRead(webim.MsgStore.sessByTypeId(c.type, c.id), false, true);
}

// markReadElsewhere marks a conversation as read that was read in another window.
export function markReadElsewhere(c) {
  const sess = webim.MsgStore.sessByTypeId(c.type, c.id);
  c.baseUnread = 0;
  c.silent = 0;
  if (sess) sess.unread(0);
  emit('conversations');
}

// Windows of one browser synchronize what was read. The server notifies 1.7 pages as
// well, but only for groups.
const otherWindows = new BroadcastChannel('webim-demo');

function notifyOtherWindows(c) {
  otherWindows.postMessage({ user: loginInfo.identifier, type: c.type, id: c.id });
}

otherWindows.onmessage = function ({ data }) {
  if (data.user === loginInfo.identifier) markReadElsewhere(conversation(data.type, data.id));
};
