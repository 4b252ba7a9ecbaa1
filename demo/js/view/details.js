// The panel next to the chat: a group's profile and members, or the peer's profile. The
// address says whether it is open (navigation.js), so Back closes it first.

import { getGroupMemberInfo } from '../model/group_members.js';
import { myGroups } from '../model/groups.js';
import { conversationAddress, detailsInAddress, goTo, leaveDetailsAddress } from '../navigation.js';
import { byId } from '../page/dom.js';
import { t } from '../page/i18n.js';
import { openConversation, selToID, selType } from './chat.js';
import { initMembers, showGroupDetails, showMembers } from './group_details.js';
import { showPersonDetails } from './person_details.js';

export let detailsFor = null; // the conversation whose details are open

export function openDetails() {
  if (detailsFor === openConversation) return;
  detailsFor = openConversation;
  if (detailsFor.type === webim.SESSION_TYPE.GROUP) getGroupMemberInfo(detailsFor.id, () => detailsFor && showMembers(detailsFor.id));
  showDetails();
}

export function hideDetails() {
  detailsFor = null;
  byId('details').hidden = byId('details_scrim').hidden = true;
  byId('details_toggle').setAttribute('aria-expanded', 'false');
}

// showDetails redraws the panel from the stored data, if it is open.
export function showDetails() {
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

function closeDetails() {
  leaveDetailsAddress();
  byId('details_toggle').focus();
}

export function initDetails() {
  byId('details_toggle').onclick = function () {
    if (detailsFor) return closeDetails();
    goTo(conversationAddress(selType, selToID) + detailsInAddress);
  };
  byId('details_close').onclick = closeDetails;
  byId('details_scrim').onclick = closeDetails;
  document.addEventListener('keydown', function (event) {
    const isOver = document.querySelector('dialog[open], :popover-open') || !byId('emotion_picker').hidden || !byId('mentions').hidden;
    if (event.key === 'Escape' && detailsFor && !isOver) closeDetails();
  });
  initMembers();
}
