// What can be done with a message: copied, sent again, deleted. The list of
// messages is one stop for the Tab key; up and down walk it, Enter opens the menu.

import { openConversation } from './chat.js';
import { ask } from './dialogs.js';
import { byId, iconButton } from './dom.js';
import { previewOf } from './elements.js';
import { t } from './i18n.js';
import { openMenu } from './menus.js';
import { showMessages } from './messages.js';
import { forgetUnsent, transmit } from './outbox.js';
import { deleteRow } from './rows.js';
import { showSessionList } from './session_list.js';
import { toast } from './toasts.js';
import { stopUpload } from './uploads.js';

export function moreButton(c, row) {
  return iconButton('more', t('消息操作'), { class: 'icon-button message-more', tabindex: -1, onclick: (event) => openMessageMenu(c, row, event.currentTarget) });
}

function openMessageMenu(c, row, anchor) {
  const entries = [];
  if (row.msg) entries.push({ name: t('复制'), icon: 'copy', run: () => copyText(messageText(row.msg)) });
  if (row.state === 'failed' || row.state === 'waiting') entries.push({ name: t('重发'), icon: 'retry', run: () => transmit(c, row) });
  entries.push({ name: t('删除'), icon: 'trash', danger: true, run: () => askToDelete(c, row) });
  openMenu(byId('message_menu'), anchor, entries);
}

// messageText is a message as it can be written again: texts and emoticons as
// they were typed, everything else by its name.
function messageText(msg) {
  return previewOf(msg);
}

function askToDelete(c, row) {
  const remove = function () {
    forgetUnsent(row);
    if (row.upload) stopUpload(row);
    deleteRow(c, row);
    showMessages();
    showSessionList();
  };
  if (row.state !== '') return remove(); // nobody has it yet
  ask({ title: t('删除消息'), text: t('只从这个浏览器里删除，对方那里的不受影响。'), yes: t('删除'), danger: true }, remove);
}

export function copyText(text) {
  navigator.clipboard.writeText(text).then(() => toast(t('已复制')), () => toast(t('浏览器不允许复制，请手动选择文字'), 'error'));
}

function rowOfElement(element) {
  return openConversation && openConversation.rows.find((row) => row.element === element);
}

// keepOneStop leaves one message that the Tab key stops at: where it was, or the last.
export function keepOneStop() {
  const all = [...byId('messages').querySelectorAll('.message')];
  if (!all.length || all.some((item) => item.tabIndex === 0)) return;
  all[all.length - 1].tabIndex = 0;
}

function walkMessages(event) {
  const item = event.target.closest('.message');
  if (!item || event.target !== item) return;
  if (event.key === 'Enter' || event.key === ' ') {
    event.preventDefault();
    return openMessageMenu(openConversation, rowOfElement(item), item.querySelector('.message-more'));
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
  // The second mouse button, or a finger that stays, on the message itself; not
  // on what the browser has a menu of its own for.
  list.addEventListener('contextmenu', function (event) {
    const item = event.target.closest('.message');
    const row = item && rowOfElement(item);
    if (!row || event.target.closest('a, img, audio') || String(getSelection())) return;
    event.preventDefault();
    openMessageMenu(openConversation, row, { right: event.clientX + 100, bottom: event.clientY });
  });
}
