// The open conversation: opening it, receiving, reading, its scroll position.

import { conversation, conversationName, unreadOf } from '../model/conversations.js';
import { keepDraft } from '../model/drafts.js';
import { refreshMembers } from '../model/group_members.js';
import { tipOf } from '../model/group_tips.js';
import { getMyGroups, groupLine, myGroups } from '../model/groups.js';
import { loadHistory, loadOlder } from '../model/history.js';
import { hearMute, lookAtMyMute } from '../model/my_mute.js';
import { keepForMe, keptForMe } from '../model/my_storage.js';
import { nickOf } from '../model/names.js';
import { refreshProfiles, wantProfile } from '../model/profiles.js';
import { takeMessages } from '../model/rows.js';
import { isTyping, stoppedTyping } from '../model/typing.js';
import { forgetNew, noteUnread, showFirstNew, showWayBack } from '../model/unread.js';
import { loginInfo } from '../model/users.js';
import { announce, byId, setText } from '../page/dom.js';
import { t } from '../page/i18n.js';
import { showComposer } from './composer.js';
import { previewOf } from './elements.js';
import { closeMessageSearch } from './message_search.js';
import { showMessages, showNewestRows, showOlderRows } from './messages.js';
import { tellOf } from './notifications.js';
import { stopReplying } from './reply.js';
import { showSessionList } from './session_list.js';

export let selType = null; // type and id of the open conversation, as in the guide's pages
export let selToID = null;
let selSess = null; // its session, or null
export let openConversation = null;
export let isAtNewest = true; // the list is scrolled to its end

// setAtNewest sets whether the list stays scrolled to its end.
export function setAtNewest(is) {
  isAtNewest = is;
}

export const nearEnd = 60; // px from the end that still count as the end
const screensAhead = 2; // screens of older messages to prefetch

export function openChat(type, id) {
  const c = conversation(type, id);
  if (c === openConversation) return;
  if (openConversation) leaveChat();
  openConversation = c;
  selType = type;
  selToID = id;
  byId('chat').hidden = false;
  byId('messages').replaceChildren();
  isAtNewest = true;
  showNewestRows(c);
  noteUnread(c);
  showChatHead();
  showComposer(c);
  if (!c.history.started) loadHistory(c);
  markRead(c);
  showMessages();
  showFirstNew(c);
  showWayBack();
  showSessionList();
  fetchAhead();
  if (type === webim.SESSION_TYPE.C2C) wantProfile(id);
  else lookAtMyMute(c);
}

// leaveChat ends the automatic reading of the open conversation.
function leaveChat() {
  keepDraft(openConversation, byId('message_text').value);
  closeMessageSearch();
  stopReplying();
  forgetNew(openConversation);
  webim.setAutoRead(webim.MsgStore.sessByTypeId(selType, selToID), false, true);
  openConversation = selType = selToID = selSess = null;
}

export function closeChat() {
  if (openConversation) leaveChat();
  byId('chat').hidden = true;
  showSessionList();
}

export function showChatHead() {
  const c = openConversation;
  if (!c) return;
  const group = c.type === webim.SESSION_TYPE.GROUP && myGroups.get(c.id);
  setText(byId('chat_title'), conversationName(c));
  byId('details_toggle').setAttribute('aria-label', c.type === webim.SESSION_TYPE.GROUP ? t('群资料') : t('对方资料'));
  byId('details_toggle').hidden = c.type === webim.SESSION_TYPE.GROUP && !group;
  setText(byId('chat_subtitle'), isTyping(c) ? t('对方正在输入…') : c.type === webim.SESSION_TYPE.C2C ? c.id : group ? groupLine(group) : '');
  showAnnouncement(c, group);
}

// showAnnouncement shows a group's announcement above its messages until the user
// dismisses it. A new one is shown again.
function showAnnouncement(c, group) {
  const text = (group && group.Notification) || '';
  const seen = keptForMe('announcements', {});
  byId('announcement').hidden = !text || seen[c.id] === text;
  setText(byId('announcement_text'), text);
  byId('announcement_close').onclick = function () {
    keepForMe('announcements', { ...seen, [c.id]: text });
    byId('announcement').hidden = true;
  };
}

// markRead reports the open conversation as read, including future messages.
export function markRead(c) {
  selSess = webim.MsgStore.sessByTypeId(c.type, c.id);
  if (document.hidden || c !== openConversation) return;
  if (unreadOf(c)) tellOtherWindows(c);
  c.baseUnread = 0;
  c.silent = 0;
  if (selSess) webim.setAutoRead(selSess, true, true);
}

// readElsewhere marks a conversation as read that was read in another window.
export function readElsewhere(c) {
  const sess = webim.MsgStore.sessByTypeId(c.type, c.id);
  c.baseUnread = 0;
  c.silent = 0;
  if (sess) sess.unread(0);
  showSessionList();
}

// Windows of one browser synchronize what was read. The server notifies 1.7 pages as
// well, but only for groups.
const otherWindows = new BroadcastChannel('webim-demo');

function tellOtherWindows(c) {
  otherWindows.postMessage({ user: loginInfo.identifier, type: c.type, id: c.id });
}

// onMsgNotify is called by the SDK for new messages. Its argument differs between the
// versions, so it reads the store, as in the guide (3.1).
export function onMsgNotify() {
  const news = takeMessages();
  for (const { c, row } of news) {
    if (c.type === webim.SESSION_TYPE.C2C && !row.msg.isSend) stoppedTyping(c);
    if (c.type === webim.SESSION_TYPE.GROUP && (tipOf(row.msg) || !myGroups.has(c.id))) getMyGroups();
    if (tipOf(row.msg)) hearMute(c, tipOf(row.msg));
    if (!row.msg.isSend && !tipOf(row.msg)) tellOf(c, row.msg);
    if (row.msg.isSend && c !== openConversation) readElsewhere(c); // answered from another window
  }
  const here = news.filter((item) => item.c === openConversation);
  if (here.length) showArrivals(openConversation, here.map(({ row }) => row));
  const heard = news.filter(({ row }) => !row.msg.isSend);
  if (heard.length) {
    const { c, row } = heard[heard.length - 1];
    announce((c.type === webim.SESSION_TYPE.GROUP ? conversationName(c) + t('，') : '') + (tipOf(row.msg) ? '' : nickOf(row.msg.fromAccount) + t('：')) + previewOf(row.msg));
  }
  showSessionList();
}

// showArrivals shows new messages of the open conversation.
function showArrivals(c, rows) {
  const fromOthers = rows.filter((row) => !row.msg.isSend);
  if (document.hidden && !c.firstNew && fromOthers.length) c.firstNew = fromOthers[0];
  if (!isAtNewest) c.below += fromOthers.length;
  else showNewestRows(c);
  markRead(c);
  showMessages();
  showWayBack();
  if (rows.some((row) => tipOf(row.msg))) refreshMembers(c.id);
}

// scrollKeeping changes the list of messages and keeps the scroll position: at the end,
// or at the first visible message.
export function scrollKeeping(change) {
  const scroll = byId('messages_scroll');
  const anchor = isAtNewest ? null : firstVisibleMessage(scroll);
  const before = anchor && anchor.getBoundingClientRect().top;
  change();
  if (isAtNewest) scrollToEnd();
  else if (anchor && anchor.isConnected) scroll.scrollTop += anchor.getBoundingClientRect().top - before;
}

// firstVisibleMessage skips the lines with times, which may be removed.
function firstVisibleMessage(scroll) {
  const top = scroll.getBoundingClientRect().top;
  const items = [...byId('messages').querySelectorAll('.message, .tip')];
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (items[middle].getBoundingClientRect().bottom > top) high = middle;
    else low = middle + 1;
  }
  return items[low] || null;
}

function scrollToEnd() {
  const scroll = byId('messages_scroll');
  scroll.scrollTop = scroll.scrollHeight;
}

function scrollToNewest() {
  isAtNewest = true;
  if (openConversation) showNewestRows(openConversation);
  showMessages();
  scrollToEnd();
  showWayBack();
}

// fetchAhead prefetches older messages before the user scrolls to them, unless the last
// attempt failed.
export function fetchAhead() {
  const c = openConversation;
  const scroll = byId('messages_scroll');
  if (!c || scroll.scrollTop > screensAhead * scroll.clientHeight || !scroll.clientHeight) return;
  if (showOlderRows(c)) return;
  if (!c.history.failed) loadOlder(c);
}

export function initChat() {
  const scroll = byId('messages_scroll');
  scroll.addEventListener('scroll', function () {
    isAtNewest = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < nearEnd;
    showWayBack();
    fetchAhead();
  }, { passive: true });
  // Keeps the end visible when the composer grows, the window rotates, a keyboard
  // opens, or an element changes its height.
  const watcher = new ResizeObserver(() => isAtNewest && scrollToEnd());
  watcher.observe(scroll);
  watcher.observe(byId('messages'));
  byId('to_newest').onclick = function () {
    scrollToNewest();
    byId('message_text').focus();
  };
  otherWindows.onmessage = function ({ data }) {
    if (data.user === loginInfo.identifier) readElsewhere(conversation(data.type, data.id));
  };
  // Messages that arrive while the window is not visible are unread.
  document.addEventListener('visibilitychange', function () {
    if (!document.hidden) refreshProfiles();
    if (!openConversation) return;
    if (document.hidden) {
      forgetNew(openConversation);
      webim.setAutoRead(webim.MsgStore.sessByTypeId(selType, selToID), false, true);
    } else markRead(openConversation);
    showSessionList();
  });
}
