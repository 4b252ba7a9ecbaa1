// Renders the messages of the open conversation. Only the rows from c.firstRow on are in
// the DOM.

import { dialect } from '../model/dialect.js';
import { tipOf, tipParts, tipText } from '../model/group_tips.js';
import { loadHistory } from '../model/history.js';
import { previewOfRow } from '../model/message_text.js';
import { nickOf, suggestNick } from '../model/names.js';
import { openConversation } from '../model/open_conversation.js';
import { enqueue } from '../model/outbox.js';
import { mentionsMe } from '../model/quotes.js';
import { isReadByPeer } from '../model/receipts.js';
import { isMine, senderOf } from '../model/rows.js';
import { findFirstNew } from '../model/unread.js';
import { loginInfo } from '../model/users.js';
import { byId, icon, make, setText, showChildren } from '../page/dom.js';
import { on } from '../page/events.js';
import { t } from '../page/i18n.js';
import { clockTime, messageTime } from '../page/times.js';
import { personAvatar } from './avatars.js';
import { bubble } from './elements.js';
import { keepOneTabStop, moreButton } from './message_menu.js';
import { scrollKeeping } from './message_scroll.js';
import { openPerson } from './person_dialog.js';
import { nickElement } from './profile_elements.js';
import { unreadLine } from './unread_line.js';
import { uploadBubble } from './upload_bubble.js';

const timeLineGap = 300; // s without a message after which a line with the time is shown
const sameSpeakerGap = 120; // s within which messages of one sender are grouped
const shownAtOnce = 80; // rows in the DOM when a conversation is opened
const shownStep = 120; // rows added when the user scrolls near the first

function messageElement(c, row) {
  const tip = tipOf(row.msg);
  if (tip) return tipElement(tip);
  const sender = senderOf(row);
  if (row.msg) suggestNick(sender, row.msg.fromAccountNick);
  const mine = isMine(row);
  const who = nickElement('span', sender, { class: 'message-from' + (mine || c.type === webim.SESSION_TYPE.C2C ? ' sr-only' : '') });
  const body = row.upload ? uploadBubble(row) : bubble(row.msg);
  const isForMe = row.msg && !mine && c.type === webim.SESSION_TYPE.GROUP && mentionsMe(previewOfRow(row));
  return make('li', { class: 'message ' + (mine ? 'mine' : 'theirs') + (isForMe ? ' for-me' : ''), tabindex: -1 },
    make('button', { class: 'message-face', type: 'button', tabindex: -1, 'aria-label': t('查看资料：') + nickOf(sender), onclick: () => openPerson(sender, c) }, personAvatar(sender)),
    make('div', { class: 'message-body' }, who, make('div', { class: 'message-line' }, body,
      make('div', { class: 'message-side' }, make('time', { class: 'message-time' }), make('div', { class: 'message-state' })), moreButton(c, row))));
}

// tipElement renders a tip. A failure affects only this tip.
function tipElement(tip) {
  const name = (account) => (account === loginInfo.identifier ? t('你') : nickElement('b', account));
  try {
    return make('li', { class: 'tip' }, make('span', {}, ...tipParts(tip, name)));
  } catch {
    return make('li', { class: 'tip' }, make('span', { text: t('[无法显示的消息]') }));
  }
}

// firstShown returns the index of the first row in the DOM.
function firstShown(c) {
  const at = c.rows.indexOf(c.firstRow);
  const newest = Math.max(0, c.rows.length - shownAtOnce);
  return at < 0 ? newest : Math.min(at, newest);
}

function showFrom(c, index) {
  c.firstRow = c.rows[Math.max(0, index)] || null;
}

// showNewestRows restarts the list at its end.
export function showNewestRows(c) {
  showFrom(c, c.rows.length - shownAtOnce);
}

// showOlderRows adds older loaded rows to the DOM, and reports whether there were any.
export function showOlderRows(c) {
  const first = firstShown(c);
  if (!first) return false;
  showFrom(c, first - shownStep);
  showMessages();
  return true;
}

// showRow adds a row to the DOM if it is above the first one.
export function showRow(c, row) {
  const at = c.rows.indexOf(row);
  if (at < 0 || at >= firstShown(c)) return;
  showFrom(c, at - shownStep);
  showMessages();
}

// showMessages shows the rows of the open conversation.
export function showMessages() {
  const c = openConversation;
  if (!c) return;
  findFirstNew(c);
  if (c.firstNew && c.rows.indexOf(c.firstNew) < firstShown(c)) showFrom(c, c.rows.indexOf(c.firstNew) - 1);
  const nodes = [];
  let before = null;
  for (const row of c.rows.slice(firstShown(c))) {
    // A row's message may have been replaced.
    if (!row.element || row.elementOf !== (row.upload || row.msg)) {
      row.element = messageElement(c, row);
      row.elementOf = row.upload || row.msg;
      row.shownState = null;
    }
    if (!before || row.time - before.time > timeLineGap) nodes.push(timeLine(row));
    if (row === c.firstNew) nodes.push(unreadLine());
    const follows = before && nodes[nodes.length - 1] === before.element && !tipOf(row.msg) && !tipOf(before.msg) &&
      senderOf(before) === senderOf(row) && row.time - before.time <= sameSpeakerGap;
    row.element.classList.toggle('follows', Boolean(follows));
    showState(c, row);
    nodes.push(row.element);
    before = row;
  }
  scrollKeeping(function () {
    showHistoryTop(c);
    showChildren(byId('messages'), nodes);
  });
  keepOneTabStop();
}

function timeLine(row) {
  if (!row.timeLine) row.timeLine = make('li', { class: 'time-line' }, make('time'));
  const time = row.timeLine.firstChild;
  setText(time, messageTime(row.time));
  time.dateTime = new Date(row.time * 1000).toISOString();
  return row.timeLine;
}

// showState shows when a message was sent, and the state of an own one.
function showState(c, row) {
  if (tipOf(row.msg)) return;
  const state = isMine(row) ? row.state || (isReadByPeer(c, row) ? 'read' : 'sent') : '';
  const shown = state + row.time;
  if (row.shownState === shown) return;
  row.shownState = shown;
  const time = row.element.querySelector('.message-time');
  setText(time, clockTime(new Date(row.time * 1000)));
  time.title = messageTime(row.time);
  time.hidden = state !== '' && state !== 'sent' && state !== 'read';
  if (!isMine(row)) return;
  row.element.dataset.state = state;
  row.element.querySelector('.message-state').replaceChildren(...stateParts(c, row, state));
}

function stateParts(c, row, state) {
  const sign = (name, text) => [make('span', { class: 'state-sign ' + state, role: 'img', 'aria-label': text, title: text }, icon(name))];
  switch (state) {
    case 'uploading':
      return [];
    case 'sending':
      return [make('span', { class: 'spinner', role: 'img', 'aria-label': t('正在发送') })];
    case 'waiting':
      return sign('clock', t('等待发送'));
    case 'failed':
      return [make('button', { class: 'resend', type: 'button', title: t('没有发出：') + row.error, 'aria-label': t('重发') + '，' + t('没有发出：') + row.error,
        onclick: () => enqueue(c, row) }, icon('alert'), t('重发'))];
    case 'read':
      return sign('read', t('对方已读'));
  }
  return sign('sent', t('已送达'));
}

// showHistoryTop updates the line above the first message.
function showHistoryTop(c) {
  const h = c.history;
  const top = byId('history_top');
  if (h.loading) top.replaceChildren(make('span', { class: 'spinner', role: 'img', 'aria-label': t('正在取历史消息') }));
  else if (!h.finished) top.replaceChildren(make('button', { class: 'link', type: 'button', text: h.failed ? t('重新获取历史消息') : t('查看更早的消息'), onclick: () => loadOlder(c) }));
  else if (c.type === webim.SESSION_TYPE.C2C && !dialect.getC2CHistory) {
    top.replaceChildren(make('span', { class: 'history-note', text: t('1.3 接口没有单聊漫游，仅显示未读和新收发的消息') }));
  } else top.replaceChildren(make('span', { class: 'history-note', text: c.rows.length ? t('没有更早的消息了') : c.closed ? '' : t('还没有消息，打个招呼吧') }));
}

export function loadOlder(c) {
  if (c.history.loading || c.history.finished) return;
  loadHistory(c);
  showHistoryTop(c);
}

// redrawTips redraws tips, whose text depends on the group's type, when it is known.
function redrawTips() {
  const c = openConversation;
  if (!c || c.type !== webim.SESSION_TYPE.GROUP) return;
  for (const row of c.rows) if (tipOf(row.msg) && row.tipText !== tipText(tipOf(row.msg))) {
    row.tipText = tipText(tipOf(row.msg));
    row.element = null;
  }
  showMessages();
}

export function initMessages() {
  on('messages', showMessages);
  on('groups', redrawTips);
}
