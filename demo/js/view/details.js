// The panel next to the chat: a group's profile and members, or the peer's profile. The
// address says whether it is open (navigation.js), so Back closes it first.

import { watchMembers } from '../model/group_members.js';
import { myGroups } from '../model/groups.js';
import { openConversation } from '../model/open_conversation.js';
import { conversationAddress, detailsInAddress, goTo } from '../page/address.js';
import { byId } from '../page/dom.js';
import { emit, on } from '../page/events.js';
import { t } from '../page/i18n.js';
import { showGroupDetails } from './group_details.js';
import { initMembers } from './member_list.js';
import { showPersonDetails } from './person_details.js';

let detailsFor = null; // the conversation whose details are open

export function openDetails() {
  if (detailsFor === openConversation) return;
  detailsFor = openConversation;
  watchMembers(detailsFor.type === webim.SESSION_TYPE.GROUP ? detailsFor.id : null);
  showDetails();
}

export function hideDetails() {
  detailsFor = null;
  watchMembers(null);
  byId('details').hidden = byId('details_scrim').hidden = true;
  byId('details_toggle').setAttribute('aria-expanded', 'false');
}

// showDetails redraws the panel from the stored data, if it is open.
function showDetails() {
  const c = detailsFor;
  if (!c) return;
  const group = c.type === webim.SESSION_TYPE.GROUP ? myGroups.get(c.id) : null;
  if (c.type === webim.SESSION_TYPE.GROUP && !group) return hideDetails();
  if (byId('details').contains(document.activeElement) && document.activeElement.tagName === 'SELECT') document.activeElement.blur();
  byId('details').hidden = byId('details_scrim').hidden = false;
  byId('details_toggle').setAttribute('aria-expanded', 'true');
  byId('details_title').textContent = group ? t('群资料') : t('资料');
  if (group) showGroupDetails(group);
  else showPersonDetails(c);
}

let isPushed = false; // the history entry before the details is the chat

export function detailsPushed(is) {
  isPushed = is;
}

let isGoingBack = false; // the pending popstate is the page's own, not the user's

// isOwnPopstate reports whether a popstate is that of closeDetails, once.
export function isOwnPopstate() {
  const is = isGoingBack;
  isGoingBack = false;
  return is;
}

// closeDetails goes back if the chat is the entry before.
function closeDetails() {
  if (isPushed) {
    isGoingBack = true;
    history.back();
  } else {
    history.replaceState(null, '', location.hash.slice(0, -detailsInAddress.length));
    emit('address');
  }
  byId('details_toggle').focus();
}

export function initDetails() {
  byId('details_toggle').onclick = function () {
    if (detailsFor) return closeDetails();
    goTo(conversationAddress(openConversation.type, openConversation.id) + detailsInAddress);
  };
  byId('details_close').onclick = closeDetails;
  byId('details_scrim').onclick = closeDetails;
  document.addEventListener('keydown', function (event) {
    const isOver = document.querySelector('dialog[open], :popover-open') || !byId('emotion_picker').hidden || !byId('mentions').hidden;
    if (event.key === 'Escape' && detailsFor && !isOver) closeDetails();
  });
  initMembers();
  for (const name of ['groups', 'relations', 'requests']) on(name, showDetails);
}
