// Renders the messages of the open conversation. Only the rows from c.firstRow on are in
// the DOM.

import { tipLine, tipOf } from '../model/group_tips.js';
import { showHistoryTop } from '../model/history.js';
import { nickOf, suggestNick } from '../model/names.js';
import { transmit } from '../model/outbox.js';
import { nickElement } from '../model/profiles.js';
import { mentionsMe } from '../model/quotes.js';
import { isReadByPeer } from '../model/receipts.js';
import { findFirstNew, newLine } from '../model/unread.js';
import { uploadBubble } from '../model/uploads.js';
import { loginInfo } from '../model/users.js';
import { byId, icon, make, setText, showChildren } from '../page/dom.js';
import { t } from '../page/i18n.js';
import { clockTime, messageTime } from '../page/times.js';
import { personAvatar } from './avatars.js';
import { openConversation, scrollKeeping } from './chat.js';
import { bubble, previewOf } from './elements.js';
import { keepOneStop, moreButton } from './message_menu.js';
import { openPerson } from './person_dialog.js';

const timeLineGap = 300; // s without a message after which a line with the time is shown
const sameSpeakerGap = 120; // s within which messages of one sender are grouped
const shownAtOnce = 80; // rows in the DOM when a conversation is opened
const shownStep = 120; // rows added when the user scrolls near the first

export function senderOf(row) {
  return isMine(row) ? loginInfo.identifier : row.msg.fromAccount;
}

export function isMine(row) {
  return !row.msg || row.msg.isSend;
}

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
  try {
    return tipLine(tip);
  } catch {
    return make('li', { class: 'tip' }, make('span', { text: t('[无法显示的消息]') }));
  }
}

// previewOfRow returns a row as one line of plain text.
export function previewOfRow(row) {
  return row.upload ? t(row.upload.isPicture ? '[图片]' : '[文件] ') + row.upload.file.name : previewOf(row.msg);
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
    if (row === c.firstNew) nodes.push(newLine());
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
  keepOneStop();
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
        onclick: () => transmit(c, row) }, icon('alert'), t('重发'))];
    case 'read':
      return sign('read', t('对方已读'));
  }
  return sign('sent', t('已送达'));
}
