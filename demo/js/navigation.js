// Navigation by the address. It contains the open conversation (#/c2c/bob) and whether the
// details are open (#/c2c/bob/details), so reloading and the back button work.

import { dialect } from './model/dialect.js';
import { getFriendRequests, showFriendRequests } from './model/friend_requests.js';
import { getAllFriend } from './model/friends.js';
import { showGroupNotices } from './model/group_notices.js';
import { showRooms } from './model/live_rooms.js';
import { refreshProfiles } from './model/profiles.js';
import { byId } from './page/dom.js';
import { openAddFriend } from './view/add_friend.js';
import { closeChat, openChat, openConversation } from './view/chat.js';
import { hasTouch } from './view/composer.js';
import { hideDetails, openDetails } from './view/details.js';
import { openCreateGroup } from './view/group_create.js';
import { openJoinGroup } from './view/group_join.js';
import { closeRoom, openRoom, room } from './view/live_room.js';
import { openProfile } from './view/profile_edit.js';
import { openSendContact, openSendCustom, openSendPlace } from './view/send_card.js';

const typesInAddress = { c2c: webim.SESSION_TYPE.C2C, group: webim.SESSION_TYPE.GROUP };
export const detailsInAddress = '/details';

export function conversationAddress(type, id) {
  return '#/' + type.toLowerCase() + '/' + encodeURIComponent(id);
}

export function goTo(address) {
  if (location.hash === address) followAddress();
  else location.hash = address;
}

let detailsPushed = false; // the history entry before the details is the chat
let goingBack = false; // the pending popstate is the page's own, not the user's

// leaveDetailsAddress closes the details: by going back if the chat is the entry before.
export function leaveDetailsAddress() {
  if (detailsPushed) {
    goingBack = true;
    return history.back();
  }
  history.replaceState(null, '', location.hash.slice(0, -detailsInAddress.length));
  followAddress();
}

// decoded decodes a part of the address; it returns '' if it is malformed.
function decoded(part) {
  try {
    return decodeURIComponent(part || '');
  } catch {
    return '';
  }
}

export function followAddress() {
  const [, type, rawId, part] = location.hash.split('/');
  const id = decoded(rawId);
  const known = typesInAddress[type];
  const isRoom = type === 'room' && Boolean(id) && dialect.hasRooms;
  byId('app').dataset.view = (known && id) || isRoom ? 'chat' : 'list';
  if (!isRoom) closeRoom();
  if (known && id) openChat(known, id);
  else closeChat();
  if (isRoom) openRoom(id);
  byId('chat_none').hidden = Boolean(openConversation) || isRoom;
  if (openConversation && '/' + part === detailsInAddress) openDetails();
  else hideDetails();
}

// Back closes the topmost layer: a dialog, the picture viewer, a menu. The browser has
// changed the address by then, so the change is reverted.
let undone = 0; // number of reverted changes whose events are pending

function closeTopInstead() {
  if (goingBack) {
    goingBack = false;
    return;
  }
  const top = [...document.querySelectorAll('dialog[open]')].pop();
  const menu = document.querySelector(':popover-open');
  if (undone || (!top && !menu)) return;
  if (menu) menu.hidePopover();
  else top.close();
  undone = 2;
  history.forward();
}

const tabs = ['sessions', 'contacts', 'notices'];

export function showTab(name) {
  for (const tab of tabs) {
    const isShown = tab === name;
    byId('panel_' + tab).hidden = !isShown;
    byId('tab_' + tab).setAttribute('aria-selected', isShown);
    byId('tab_' + tab).tabIndex = isShown ? 0 : -1;
  }
  // On a phone the chat covers the tabs.
  if (byId('app').dataset.view === 'chat' && !byId('tab_sessions').checkVisibility()) goTo('#/');
  if (name === 'notices') {
    showGroupNotices();
    showFriendRequests();
  }
  if (name === 'contacts') {
    showRooms();
    refreshProfiles();
  }
  if (name !== 'sessions' && dialect.friendNewsPause) { // 1.3 reports no friend requests
    getFriendRequests();
    getAllFriend();
  }
}

const openers = {
  create_group: () => openCreateGroup(), join_group: () => openJoinGroup(), add_friend: () => openAddFriend(), profile: () => openProfile(),
  send_place: () => openSendPlace(), send_contact: () => openSendContact(), send_custom: () => openSendCustom(),
};

export function initNavigation() {
  addEventListener('popstate', closeTopInstead);
  addEventListener('hashchange', function (event) {
    if (undone > 0) return undone--;
    const wentIn = event.newURL === event.oldURL + detailsInAddress;
    if (wentIn) detailsPushed = true;
    else if (!event.newURL.endsWith(detailsInAddress)) detailsPushed = false;
    followAddress();
    if (wentIn) return byId('details_close').focus();
    if (event.oldURL === event.newURL + detailsInAddress) return; // back from the details
    // On a phone the keyboard would cover half of the screen.
    if (openConversation) byId(hasTouch ? 'chat_title' : 'message_text').focus();
    else if (room.id) byId('room_title').focus();
  });
  for (const tab of tabs) byId('tab_' + tab).onclick = () => showTab(tab);
  byId('tab_sessions').parentElement.addEventListener('keydown', function (event) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = tabs.findIndex((tab) => byId('tab_' + tab) === document.activeElement);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    showTab(next);
    byId('tab_' + next).focus();
  });
  document.addEventListener('click', function (event) {
    const button = event.target.closest('[data-tab], [data-opens]');
    if (!button) return;
    if (button.closest('[popover]')) button.closest('[popover]').hidePopover();
    if (button.dataset.tab) showTab(button.dataset.tab);
    else openers[button.dataset.opens]();
  });
}
