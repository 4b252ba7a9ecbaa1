// The line above the first unread message, and the button that scrolls to the end.

import { openConversation } from '../model/open_conversation.js';
import { byId, make, setText } from '../page/dom.js';
import { t } from '../page/i18n.js';
import { isAtNewest, setAtNewest } from './message_scroll.js';

export function unreadLine() {
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
  showToNewest();
}

// showToNewest shows the button while the end is out of view.
export function showToNewest() {
  const c = openConversation;
  if (!c) return;
  if (isAtNewest) c.below = 0;
  byId('to_newest').hidden = isAtNewest;
  setText(byId('to_newest_text'), c.below ? t('{n} 条新消息', { n: c.below }) : t('回到最新'));
}
