// One message as the page shows it, and the list of those of a conversation.

import { personAvatar } from './avatars.js';
import { openConversation, scrollKeeping } from './chat.js';
import { byId, icon, make, setText, showChildren } from './dom.js';
import { bubble, previewOf } from './elements.js';
import { tipElement, tipOf } from './group_tips.js';
import { showHistoryTop } from './history.js';
import { t } from './i18n.js';
import { keepOneStop, moreButton } from './message_menu.js';
import { suggestNick } from './names.js';
import { transmit } from './outbox.js';
import { nickElement } from './profiles.js';
import { isReadByPeer } from './receipts.js';
import { messageTime } from './times.js';
import { findFirstNew, newLine } from './unread.js';
import { uploadBubble } from './uploads.js';
import { loginInfo } from './users.js';

const timeLineGap = 300; // s without a message after which the time is written
const sameSpeakerGap = 120; // s within which messages of one person stand together

function senderOf(row) {
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
  return make('li', { class: 'message ' + (mine ? 'mine' : 'theirs'), tabindex: -1 },
    personAvatar(sender),
    make('div', { class: 'message-body' }, who, make('div', { class: 'message-line' }, body, make('div', { class: 'message-state' }), moreButton(c, row))));
}

// previewOfRow is a row in one line of plain text.
export function previewOfRow(row) {
  return row.upload ? t(row.upload.isPicture ? '[图片]' : '[文件] ') + row.upload.file.name : previewOf(row.msg);
}

// showMessages shows the rows of the open conversation.
export function showMessages() {
  const c = openConversation;
  if (!c) return;
  const nodes = [];
  let before = null;
  findFirstNew(c);
  for (const row of c.rows) {
    // A row's message may have been put in the place of another one.
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

// showState tells what has become of a message of mine.
function showState(c, row) {
  const place = row.element.querySelector('.message-state');
  if (!place || !isMine(row)) return;
  const state = row.state || (isReadByPeer(c, row) ? 'read' : 'sent');
  if (row.shownState === state) return;
  row.shownState = state;
  row.element.dataset.state = state;
  place.replaceChildren(...stateParts(c, row, state));
}

function stateParts(c, row, state) {
  const sign = (name, text) => [make('span', { class: 'state-sign ' + state, role: 'img', 'aria-label': text, title: text }, icon(name))];
  switch (state) {
    case 'uploading':
      return [];
    case 'sending':
      return [make('span', { class: 'spinner', role: 'img', 'aria-label': t('正在发送') })];
    case 'waiting':
      return sign('clock', t('网络恢复后自动发送'));
    case 'failed':
      return [make('button', { class: 'resend', type: 'button', title: t('没有发出：') + row.error, 'aria-label': t('重发') + '，' + t('没有发出：') + row.error,
        onclick: () => transmit(c, row) }, icon('alert'), t('重发'))];
    case 'read':
      return sign('read', t('对方已读'));
  }
  return sign('sent', t('已送达'));
}
