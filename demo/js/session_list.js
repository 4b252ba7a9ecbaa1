// The session list: every conversation with its last message and what is unread.

import { avatarKey } from './avatars.js';
import { openConversation } from './chat.js';
import { conversationAvatar, conversationName, conversationTime, conversations, unreadOf } from './conversations.js';
import { byId, icon, make, setText, showChildren } from './dom.js';
import { draftOf } from './drafts.js';
import { tipOf } from './group_tips.js';
import { myGroups } from './groups.js';
import { t } from './i18n.js';
import { isMine, previewOfRow } from './messages.js';
import { nickOf } from './names.js';
import { conversationAddress } from './navigation.js';
import { isMuted } from './notifications.js';
import { listTime } from './times.js';
import { isTyping } from './typing.js';
import { loginInfo } from './users.js';

export function showSessionList() {
  const shown = [...conversations.values()].filter((c) => c.rows.length || c.preview || c === openConversation || draftOf(c));
  shown.sort((a, b) => conversationTime(b) - conversationTime(a));
  for (const c of shown) updateSessDiv(c);
  showChildren(byId('session_list'), shown.map((c) => c.element));
  const isSigningIn = byId('app').classList.contains('signing-in');
  byId('session_empty').hidden = shown.length > 0 || isSigningIn;
  showUnreadTotal(shown.reduce((sum, c) => sum + (isMuted(c) ? 0 : unreadOf(c)), 0));
}

// updateSessDiv brings one entry of the list up to date; it is made once.
function updateSessDiv(c) {
  if (!c.element) {
    c.parts = {
      face: make('span', { class: 'row-face' }), name: make('span', { class: 'row-name' }), time: make('time', { class: 'row-time' }),
      preview: make('span', { class: 'row-preview' }), badge: make('b', { class: 'badge', hidden: true }), muted: icon('muted'),
    };
    c.element = make('li', {}, make('a', { class: 'row', href: conversationAddress(c.type, c.id), 'data-conversation': c.key },
      c.parts.face,
      make('span', { class: 'row-text' },
        make('span', { class: 'row-line' }, c.parts.name, c.parts.time),
        make('span', { class: 'row-line' }, c.parts.preview, c.parts.muted))));
  }
  const unread = unreadOf(c);
  const group = c.type === webim.SESSION_TYPE.GROUP && myGroups.get(c.id);
  const face = c.type === webim.SESSION_TYPE.C2C ? avatarKey(c.id) : (group && group.FaceUrl) || '';
  if (c.parts.shownFace !== face) {
    c.parts.shownFace = face;
    c.parts.face.replaceChildren(conversationAvatar(c), c.parts.badge);
  }
  setText(c.parts.name, conversationName(c));
  setText(c.parts.time, listTime(conversationTime(c)));
  setText(c.parts.preview, lastLine(c));
  showCount(c.parts.badge, unread, '{n} 条未读');
  c.parts.badge.classList.toggle('quiet', isMuted(c));
  c.parts.muted.toggleAttribute('hidden', !isMuted(c));
  const link = c.element.firstChild;
  if (c === openConversation) link.setAttribute('aria-current', 'true');
  else link.removeAttribute('aria-current');
}

function lastLine(c) {
  const draft = c !== openConversation && draftOf(c);
  if (draft) return t('[草稿] ') + draft;
  if (isTyping(c)) return t('对方正在输入…');
  const last = c.rows[c.rows.length - 1];
  if (!last) return c.preview;
  const state = { failed: t('[未发出] '), waiting: t('[待发送] ') }[last.state] || '';
  const from = c.type === webim.SESSION_TYPE.GROUP && !isMine(last) && !tipOf(last.msg) ? nickOf(last.msg.fromAccount) + t('：') : '';
  return state + from + previewOfRow(last);
}

function showUnreadTotal(total) {
  showCount(byId('badge_sessions'), total, '{n} 条未读消息');
  const title = nickOf(loginInfo.identifier) + ' · ' + t('webim.js 演示');
  document.title = (total ? '(' + total + ') ' : '') + title;
  setText(byId('app_title'), title);
}

// showCount shows a number in a badge; meaning says to a screen reader what it counts.
export function showCount(badge, count, meaning) {
  const shown = count > 99 ? '99+' : String(count);
  if (badge.dataset.count !== shown) {
    badge.dataset.count = shown;
    badge.replaceChildren(make('span', { 'aria-hidden': 'true', text: shown }), make('span', { class: 'sr-only', text: t(meaning, { n: count }) }));
  }
  badge.hidden = count === 0;
}
