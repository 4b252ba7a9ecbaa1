// The line above the first unread message, and the button that scrolls to the end.

import { byId, make, setText } from '../page/dom.js';
import { t } from '../page/i18n.js';
import { isAtNewest, openConversation, setAtNewest } from '../view/chat.js';
import { isMine } from '../view/messages.js';
import { unreadOf } from './conversations.js';
import { tipOf } from './group_tips.js';

// noteUnread is called when a conversation is opened, before it is marked as read.
export function noteUnread(c) {
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

// forgetNew is called when the user has written: everything is read.
export function forgetNew(c) {
  c.newCount = 0;
  c.firstNew = null;
}

export function newLine() {
  return make('li', { class: 'new-line' }, make('span', { text: t('以下是新消息') }));
}

const aboveFirstNew = 12; // px

// showFirstNew scrolls to the first unread message if the unread ones exceed the window.
export function showFirstNew(c) {
  const line = byId('messages').querySelector('.new-line');
  const scroll = byId('messages_scroll');
  if (!line || c.sawFirstNew === c.firstNew) return;
  c.sawFirstNew = c.firstNew;
  if (line.getBoundingClientRect().top >= scroll.getBoundingClientRect().top) return;
  setAtNewest(false);
  scroll.scrollTop = line.offsetTop - aboveFirstNew;
  showWayBack();
}

// showWayBack shows the button while the end is out of view.
export function showWayBack() {
  const c = openConversation;
  if (!c) return;
  if (isAtNewest) c.below = 0;
  byId('to_newest').hidden = isAtNewest;
  setText(byId('to_newest_text'), c.below ? t('{n} 条新消息', { n: c.below }) : t('回到最新'));
}
