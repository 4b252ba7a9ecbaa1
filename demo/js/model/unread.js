// The first unread message of the open conversation.

import { unreadOf } from './conversations.js';
import { tipOf } from './group_tips.js';
import { isMine } from './rows.js';

// countUnread is called when a conversation is opened, before it is marked as read.
export function countUnread(c) {
  c.newCount = unreadOf(c);
  c.firstNew = null;
  c.below = 0;
}

// findFirstNew counts back from the newest message; older ones may have to be loaded. The
// user's own messages, from any window, and all before them are read.
export function findFirstNew(c) {
  if (!c.newCount || c.firstNew) return;
  let left = c.newCount;
  for (let i = c.rows.length - 1; i >= 0; i--) {
    const row = c.rows[i];
    if (isMine(row) && row.state !== '') continue;
    if (isMine(row) && !tipOf(row.msg)) {
      c.firstNew = c.rows[i + 1] || null;
      c.newCount = c.firstNew ? c.newCount : 0;
      return;
    }
    if (--left === 0 || (i === 0 && c.history.finished)) {
      c.firstNew = row;
      return;
    }
  }
}

// clearUnread is called when the user has written: everything is read.
export function clearUnread(c) {
  c.newCount = 0;
  c.firstNew = null;
}
