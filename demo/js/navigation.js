// Navigation by the address. It contains the open conversation (#/c2c/bob) and whether the
// details are open (#/c2c/bob/details), so reloading and the back button work.

import { dialect } from './model/dialect.js';
import { getFriendRequests } from './model/friend_requests.js';
import { getAllFriend } from './model/friends.js';
import { getRooms } from './model/live_rooms.js';
import { openConversation } from './model/open_conversation.js';
import { detailsInAddress } from './page/address.js';
import { byId, hasTouch } from './page/dom.js';
import { on } from './page/events.js';
import { openAddFriend } from './view/add_friend.js';
import { closeChat, openChat } from './view/chat.js';
import { detailsPushed, hideDetails, isOwnPopstate, openDetails } from './view/details.js';
import { openCreateGroup } from './view/group_create.js';
import { openJoinGroup } from './view/group_join.js';
import { closeRoom, openRoom, room } from './view/live_room.js';
import { openProfile } from './view/profile_edit.js';
import { refreshProfiles } from './view/profile_elements.js';
import { openSendContact, openSendCustom, openSendPlace } from './view/send_card.js';
import { showTab } from './view/tabs.js';

const typesInAddress = { c2c: webim.SESSION_TYPE.C2C, group: webim.SESSION_TYPE.GROUP };

// decoded decodes a part of the address; it returns '' if it is malformed.
function decoded(part) {
  try {
    return decodeURIComponent(part || '');
  } catch {
    return '';
  }
}

function followAddress() {
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

function closeTopLayer() {
  if (isOwnPopstate()) return;
  const top = [...document.querySelectorAll('dialog[open]')].pop();
  const menu = document.querySelector(':popover-open');
  if (undone || (!top && !menu)) return;
  if (menu) menu.hidePopover();
  else top.close();
  undone = 2;
  history.forward();
}

const openers = {
  create_group: () => openCreateGroup(), join_group: () => openJoinGroup(), add_friend: () => openAddFriend(), profile: () => openProfile(),
  send_place: () => openSendPlace(), send_contact: () => openSendContact(), send_custom: () => openSendCustom(),
};

// refreshTab fetches what a panel shows and the SDK does not report.
function refreshTab(name) {
  if (name === 'contacts') {
    getRooms();
    refreshProfiles();
  }
  if (name !== 'sessions' && dialect.friendPollInterval) { // 1.3 reports no friend requests
    getFriendRequests();
    getAllFriend();
  }
}

export function initNavigation() {
  on('address', followAddress);
  on('tab', refreshTab);
  addEventListener('popstate', closeTopLayer);
  addEventListener('hashchange', function (event) {
    if (undone > 0) return undone--;
    const wentIn = event.newURL === event.oldURL + detailsInAddress;
    if (wentIn || !event.newURL.endsWith(detailsInAddress)) detailsPushed(wentIn);
    followAddress();
    if (wentIn) return byId('details_close').focus();
    if (event.oldURL === event.newURL + detailsInAddress) return; // back from the details
    // On a phone the keyboard would cover half of the screen.
    if (openConversation) byId(hasTouch ? 'chat_title' : 'message_text').focus();
    else if (room.id) byId('room_title').focus();
  });
  document.addEventListener('click', function (event) {
    const button = event.target.closest('[data-tab], [data-opens]');
    if (!button) return;
    if (button.closest('[popover]')) button.closest('[popover]').hidePopover();
    if (button.dataset.tab) showTab(button.dataset.tab);
    else openers[button.dataset.opens]();
  });
  followAddress();
}
