// The session list: every conversation with its last message and unread count.

import { conversationName, conversationTime, conversations, unreadOf } from '../model/conversations.js';
import { dialect } from '../model/dialect.js';
import { draftOf } from '../model/drafts.js';
import { tipOf } from '../model/group_tips.js';
import { myGroups } from '../model/groups.js';
import { previewOfRow, searchText } from '../model/message_text.js';
import { nickOf } from '../model/names.js';
import { openConversation } from '../model/open_conversation.js';
import { mentionsMe } from '../model/quotes.js';
import { isReadByPeer } from '../model/receipts.js';
import { isMine } from '../model/rows.js';
import { isMuted, isPinned, isRemoved } from '../model/session_marks.js';
import { isTyping } from '../model/typing.js';
import { loginInfo } from '../model/users.js';
import { conversationAddress } from '../page/address.js';
import { byId, icon, make, setText } from '../page/dom.js';
import { on } from '../page/events.js';
import { t } from '../page/i18n.js';
import { listTime } from '../page/times.js';
import { windowedList } from '../page/windowed_list.js';
import { avatarKey, conversationAvatar } from './avatars.js';
import { showCount } from './badges.js';

const rowHeight = 66; // CSS pixels, as in css/lists.css

let searchedWords = '';
let showRows = null; // of windowedList

function showSessionList() {
  const all = [...conversations.values()].filter((c) => isListed(c));
  const shown = all.filter((c) => fitsSearch(c));
  shown.sort((a, b) => isPinned(b) - isPinned(a) || conversationTime(b) - conversationTime(a));
  showRows(shown);
  const isSigningIn = byId('app').classList.contains('signing-in');
  byId('session_empty').hidden = all.length > 0 || isSigningIn;
  byId('session_find').hidden = all.length < 2 && !searchedWords;
  byId('session_none').hidden = !searchedWords || shown.length > 0;
  showUnreadTotal(all.reduce((sum, c) => sum + (isMuted(c) ? 0 : unreadOf(c)), 0));
}

export function isListed(c) {
  return Boolean(c.rows.length || c.preview || c === openConversation || draftOf(c)) && !isRemoved(c);
}

function fitsSearch(c) {
  return !searchedWords || conversationName(c).toLowerCase().includes(searchedWords) || c.id.toLowerCase().includes(searchedWords) ||
    c.rows.some((row) => !tipOf(row.msg) && searchText(row).includes(searchedWords));
}

// sessionRow updates and returns the row of a conversation, which is created once.
function sessionRow(c) {
  if (!c.element) {
    c.parts = {
      face: make('span', { class: 'row-face' }), name: make('span', { class: 'row-name' }), time: make('time', { class: 'row-time' }),
      sign: make('span', { class: 'row-sign' }), preview: make('span', { class: 'row-preview' }), badge: make('b', { class: 'badge', hidden: true }),
      pinned: icon('tack'), muted: icon('muted'),
    };
    c.element = make('li', {}, make('a', { class: 'row', href: conversationAddress(c.type, c.id), 'data-conversation': c.key, tabindex: -1 },
      c.parts.face,
      make('span', { class: 'row-text' },
        make('span', { class: 'row-line' }, c.parts.name, c.parts.time),
        make('span', { class: 'row-line' }, c.parts.sign, c.parts.preview, c.parts.pinned, c.parts.muted))));
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
  showSign(c);
  showCount(c.parts.badge, unread, '{n} 条未读');
  c.parts.badge.classList.toggle('quiet', isMuted(c));
  c.parts.muted.toggleAttribute('hidden', !isMuted(c));
  c.parts.pinned.toggleAttribute('hidden', !isPinned(c));
  const link = c.element.firstChild;
  link.classList.toggle('pinned', isPinned(c));
  if (c === openConversation) link.setAttribute('aria-current', 'true');
  else link.removeAttribute('aria-current');
  return c.element;
}

// showSign shows the state of the user's last message.
function showSign(c) {
  const last = c.rows[c.rows.length - 1];
  const isShown = last && isMine(last) && !tipOf(last.msg) && c.type === webim.SESSION_TYPE.C2C && !last.state && !draftOf(c);
  const state = isShown ? (isReadByPeer(c, last) ? 'read' : 'sent') : '';
  if (c.parts.shownSign === state) return;
  c.parts.shownSign = state;
  c.parts.sign.className = 'row-sign state-sign ' + state;
  c.parts.sign.replaceChildren(...(state ? [icon(state)] : []));
}

function lastLine(c) {
  const draft = c !== openConversation && draftOf(c);
  if (draft) return t('[草稿] ') + draft;
  if (isTyping(c)) return t('对方正在输入…');
  const last = c.rows[c.rows.length - 1];
  if (!last) return c.preview;
  const state = { failed: t('[未发出] '), waiting: t('[待发送] ') }[last.state] || '';
  const from = c.type !== webim.SESSION_TYPE.GROUP || tipOf(last.msg) ? '' : (isMine(last) ? t('你') : nickOf(last.msg.fromAccount)) + t('：');
  const forMe = unreadOf(c) > 0 && from && !isMine(last) && mentionsMe(previewOfRow(last)) ? t('[有人@我] ') : '';
  return forMe + state + from + previewOfRow(last);
}

function showUnreadTotal(total) {
  showCount(byId('badge_sessions'), total, '{n} 条未读消息');
  if (!loginInfo.identifier) return; // a visitor of a live room
  const title = nickOf(loginInfo.identifier) + ' · ' + t('webim.js 演示');
  document.title = (total ? '(' + total + ') ' : '') + title;
  setText(byId('app_title'), title);
}

// keepOneTabStop keeps the list one tab stop; arrow keys move in it.
function keepOneTabStop() {
  const links = [...byId('session_list').querySelectorAll('.row')];
  const stop = links.find((link) => link === document.activeElement) || links.find((link) => link.ariaCurrent) || links[0];
  for (const link of links) link.tabIndex = link === stop ? 0 : -1;
}

function walkSessions(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const link = event.target.closest('.row');
  if (!step || !link) return;
  const links = [...byId('session_list').querySelectorAll('.row')];
  const next = links[links.indexOf(link) + step];
  event.preventDefault();
  if (next) next.focus();
}

export function initSessionList() {
  const list = byId('session_list');
  showRows = windowedList(list, { rowHeight, keyOf: (c) => c.key, rowOf: sessionRow, afterwards: keepOneTabStop });
  for (const name of ['messages', 'conversations', 'groups', 'profiles', 'typing']) on(name, showSessionList);
  list.addEventListener('keydown', walkSessions);
  byId('session_search').oninput = function (event) {
    searchedWords = event.target.value.trim().toLowerCase();
    showSessionList();
  };
  list.addEventListener('scroll', function () {
    if (dialect.getMoreRecent && list.scrollHeight - list.scrollTop < 2 * list.clientHeight) dialect.getMoreRecent();
  }, { passive: true });
}
