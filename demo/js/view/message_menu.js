// The menu of a message: reply, forward, copy, open, send again, delete. The list of
// messages is one tab stop. Arrow keys move in it, Enter opens the menu.

import { copyTextOf } from '../model/message_text.js';
import { openConversation } from '../model/open_conversation.js';
import { cancelSending, enqueue } from '../model/outbox.js';
import { deleteRow } from '../model/rows.js';
import { copyText } from '../page/clipboard.js';
import { onContextMenu } from '../page/context_menu.js';
import { ask } from '../page/dialogs.js';
import { byId, hasTouch, iconButton } from '../page/dom.js';
import { emit } from '../page/events.js';
import { t } from '../page/i18n.js';
import { openMenu } from '../page/menus.js';
import { openForward } from './forward.js';
import { startReplying } from './reply.js';

export function moreButton(c, row) {
  return iconButton('more', t('消息操作'), { class: 'icon-button message-more', tabindex: -1, onclick: (event) => openMessageMenu(c, row, event.currentTarget) });
}

function openMessageMenu(c, row, anchor) {
  const entries = [];
  const isSent = row.msg && row.state === '';
  const inner = row.element.querySelector('.bubble a.card, .bubble img[data-webim], .bubble a, .bubble audio');
  if (isSent && !c.closed) entries.push({ name: t('回复'), icon: 'reply', run: () => startReplying(row) });
  if (isSent) entries.push({ name: t('转发'), icon: 'forward', run: () => openForward(row) });
  if (row.msg) entries.push({ name: t('复制'), icon: 'copy', run: () => copyText(copyTextOf(row.msg)) });
  if (inner && inner.tagName === 'AUDIO') entries.push({ name: t('播放'), icon: 'window', run: () => inner.play() });
  else if (inner) entries.push({ name: t('打开'), icon: 'window', run: () => inner.click() });
  if (row.state === 'failed') entries.push({ name: t('重发'), icon: 'retry', run: () => enqueue(c, row) });
  entries.push({ name: t('删除'), icon: 'trash', danger: true, run: () => askToDelete(c, row) });
  openMenu(byId('message_menu'), anchor, entries);
}

function askToDelete(c, row) {
  const remove = function () {
    if (row.state !== '') cancelSending(c, row);
    deleteRow(c, row);
    emit('messages');
  };
  if (row.state !== '') return remove(); // not sent yet
  ask({ title: t('删除消息'), text: t('仅从当前浏览器删除，不影响对方。'), yes: t('删除'), danger: true }, remove);
}

function rowOfElement(element) {
  return openConversation && openConversation.rows.find((row) => row.element === element);
}

// keepOneTabStop keeps one message in the tab order: the same as before, or the last.
export function keepOneTabStop() {
  if (byId('messages').querySelector('.message[tabindex="0"]')) return;
  const all = byId('messages').querySelectorAll('.message');
  if (all.length) all[all.length - 1].tabIndex = 0;
}

function walkMessages(event) {
  const item = event.target.closest('.message');
  if (!item || event.target !== item) return;
  if (event.key === 'Enter' || event.key === ' ') {
    event.preventDefault();
    return openMessageMenu(openConversation, rowOfElement(item), item.querySelector(hasTouch ? '.message-line' : '.message-more')); // css/chat.css hides the button
  }
  if (event.key === 'Escape') return byId('message_text').focus();
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const all = [...byId('messages').querySelectorAll('.message')];
  const next = all[all.indexOf(item) + step];
  if (!next) return;
  item.tabIndex = -1;
  next.tabIndex = 0;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: 'nearest' });
}

export function initMessageMenu() {
  const list = byId('messages');
  list.addEventListener('keydown', walkMessages);
  onContextMenu(list, '.message', (item, point) => openMessageMenu(openConversation, rowOfElement(item), point));
}
