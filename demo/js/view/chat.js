// The open conversation: its head and announcement, opening and closing it, messages that
// arrive in it.

import { conversation, conversationName } from '../model/conversations.js';
import { saveDraft } from '../model/drafts.js';
import { groupLine, myGroups } from '../model/groups.js';
import { loadHistory } from '../model/history.js';
import { fetchMyMute } from '../model/my_mute.js';
import { saveForUser, savedForUser } from '../model/my_storage.js';
import { openConversation, setOpenConversation } from '../model/open_conversation.js';
import { requestProfile } from '../model/profiles.js';
import { markRead, stopReading } from '../model/reading.js';
import { isTyping } from '../model/typing.js';
import { clearUnread, countUnread } from '../model/unread.js';
import { byId, setText } from '../page/dom.js';
import { emit, on } from '../page/events.js';
import { t } from '../page/i18n.js';
import { showComposer } from './composer.js';
import { isAtNewest, scrollToEnd, setAtNewest } from './message_scroll.js';
import { closeMessageSearch } from './message_search.js';
import { loadOlder, showMessages, showNewestRows, showOlderRows } from './messages.js';
import { stopReplying } from './reply.js';
import { showFirstNew, showToNewest } from './unread_line.js';

const screensAhead = 2; // screens of older messages to prefetch

export function openChat(type, id) {
  const c = conversation(type, id);
  if (c === openConversation) return;
  if (openConversation) leaveChat();
  setOpenConversation(c);
  byId('chat').hidden = false;
  byId('messages').replaceChildren();
  setAtNewest(true);
  showNewestRows(c);
  countUnread(c);
  showChatHead();
  showComposer(c);
  if (!c.history.started) loadHistory(c);
  markRead(c);
  showMessages();
  showFirstNew(c);
  showToNewest();
  emit('conversations');
  fetchAhead();
  if (type === webim.SESSION_TYPE.C2C) requestProfile(id);
  else fetchMyMute(c);
}

function leaveChat() {
  saveDraft(openConversation, byId('message_text').value);
  closeMessageSearch();
  stopReplying();
  clearUnread(openConversation);
  stopReading(openConversation);
  setOpenConversation(null);
}

export function closeChat() {
  if (openConversation) leaveChat();
  byId('chat').hidden = true;
  emit('conversations');
}

function showChatHead() {
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
  const seen = savedForUser('announcements', {});
  byId('announcement').hidden = !text || seen[c.id] === text;
  setText(byId('announcement_text'), text);
  byId('announcement_close').onclick = function () {
    saveForUser('announcements', { ...seen, [c.id]: text });
    byId('announcement').hidden = true;
  };
}

// showArrivals shows new messages of the open conversation.
function showArrivals(c, rows) {
  const fromOthers = rows.filter((row) => !row.msg.isSend);
  if (document.hidden && !c.firstNew && fromOthers.length) c.firstNew = fromOthers[0];
  if (!isAtNewest) c.below += fromOthers.length;
  else showNewestRows(c);
  markRead(c);
  showMessages();
  showToNewest();
}

// showLoaded shows a page of older messages, or that it has failed.
function showLoaded(c, err) {
  if (c !== openConversation) return;
  if (!err) markRead(c);
  showMessages();
  showFirstNew(c);
  showChatHead();
  fetchAhead();
}

function scrollToNewest() {
  setAtNewest(true);
  if (openConversation) showNewestRows(openConversation);
  showMessages();
  scrollToEnd();
  showToNewest();
}

// fetchAhead prefetches older messages before the user scrolls to them, unless the last
// attempt failed.
function fetchAhead() {
  const c = openConversation;
  const scroll = byId('messages_scroll');
  if (!c || scroll.scrollTop > screensAhead * scroll.clientHeight || !scroll.clientHeight) return;
  if (showOlderRows(c)) return;
  if (!c.history.failed) loadOlder(c);
}

export function initChat() {
  byId('messages_scroll').addEventListener('scroll', function () {
    showToNewest();
    fetchAhead();
  }, { passive: true });
  byId('to_newest').onclick = function () {
    scrollToNewest();
    byId('message_text').focus();
  };
  for (const name of ['typing', 'groups', 'profiles']) on(name, showChatHead);
  on('arrivals', showArrivals);
  on('history', showLoaded);
  on('written', (c) => c === openConversation && setAtNewest(true));
  // Messages that arrive while the window is not visible are unread.
  document.addEventListener('visibilitychange', function () {
    if (!openConversation) return;
    if (document.hidden) {
      clearUnread(openConversation);
      stopReading(openConversation);
    } else markRead(openConversation);
    emit('conversations');
  });
}
