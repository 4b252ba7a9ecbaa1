// A group's members (guide chapter 9). They are fetched page by page. After that group tips
// and the results of the user's own actions (member_actions.js) keep them up to date.

import { emit, on } from '../page/events.js';
import { t } from '../page/i18n.js';
import { toastError } from '../page/toasts.js';
import { myGroups } from './groups.js';

export const membersAtOnce = 100;
const memberFields = ['Account', 'Role', 'ShutUpUntil'];
export const roleOrder = { Owner: 0, Admin: 1, Member: 2 };

// The members that were fetched, by group id:
//
//   members     account -> member
//   offset      of the next page. It may be too small, since a page may repeat members,
//               but not too large
//   isComplete  there is no next page
//   isRepeated  the pages have been fetched from the first again
const memberLists = new Map();
const inFlight = new Map(); // list whose next page was requested -> the changes since then

function newList(groupId) {
  return { groupId, members: new Map(), offset: 0, isComplete: false, isRepeated: false };
}

// knownMembers returns a group's members in the order of their roles, or null if they were
// not fetched.
export function knownMembers(groupId) {
  const list = memberLists.get(groupId);
  return list ? [...list.members.values()].sort((a, b) => (roleOrder[a.Role] ?? 2) - (roleOrder[b.Role] ?? 2)) : null;
}

export function hasAllMembers(groupId) {
  return Boolean(memberLists.get(groupId)?.isComplete);
}

// getGroupMemberInfo fetches a group's members from the first one, at least as many as are
// known.
export function getGroupMemberInfo(groupId, cbOk = () => {}, cbErr = () => {}) {
  const list = newList(groupId);
  const page = () => getPage(list, function () {
    const known = memberLists.get(groupId);
    if (!list.isComplete && known && list.members.size < known.members.size) return page();
    memberLists.set(groupId, list);
    emit('members', groupId);
    cbOk();
  }, function (err) {
    cbErr();
    // Without the group its notice has been shown.
    if (myGroups.has(groupId)) toastError(t('没能取到群成员'))(err);
  });
  page();
}

export let watchedGroup = null; // the group whose members are shown

// watchMembers starts to show a group's members; null ends it. Those of a chat room, where
// joining and leaving post no tips, may be outdated.
export function watchMembers(groupId) {
  watchedGroup = groupId;
  if (!groupId) return;
  if (isChatRoom(groupId)) memberLists.delete(groupId);
  if (!memberLists.has(groupId)) getGroupMemberInfo(groupId);
}

function isChatRoom(groupId) {
  return myGroups.get(groupId)?.Type === 'ChatRoom';
}

let isRefreshing = false;

// refreshChatRoom fetches the watched members again if they are those of a chat room, unless
// there are more than limit.
export function refreshChatRoom(limit) {
  const known = memberLists.get(watchedGroup);
  if (isRefreshing || !known || !isChatRoom(watchedGroup) || known.members.size > limit) return;
  isRefreshing = true;
  const done = () => (isRefreshing = false);
  getGroupMemberInfo(watchedGroup, done, done);
}

// getMoreMembers fetches the next page.
export function getMoreMembers(groupId, cbOk, cbErr) {
  getPage(memberLists.get(groupId), function () {
    emit('members', groupId);
    cbOk();
  }, function (err) {
    toastError(t('没能取到群成员'))(err);
    cbErr();
  });
}

function getPage(list, cbOk, cbErr) {
  const { groupId, offset } = list;
  const changes = [];
  inFlight.set(list, changes);
  webim.getGroupMemberInfo({ GroupId: groupId, Offset: offset, Limit: membersAtOnce, MemberInfoFilter: memberFields }, function (resp) {
    inFlight.delete(list);
    addPage(list, offset, resp);
    for (const change of changes) change(list); // the response may be older
    cbOk();
  }, function (err) {
    inFlight.delete(list);
    cbErr(err);
  });
}

// addPage adds a page that was requested at an offset. If the list's offset has decreased
// since, a member that moved up may be missing, so the next page starts there.
function addPage(list, offset, resp) {
  const page = resp.MemberList || [];
  for (const member of page) list.members.set(member.Member_Account, member);
  if (list.offset < offset) return;
  list.offset += page.length;
  list.isComplete = !page.length || list.offset >= resp.MemberNum;
  // Members may also have moved up before their tip arrived.
  if (list.isComplete && list.members.size < resp.MemberNum && !list.isRepeated) Object.assign(list, { offset: 0, isComplete: false, isRepeated: true });
}

// changeMembers applies a change to the members that were fetched, and again to responses
// of requests that are in flight.
function changeMembers(groupId, change) {
  const lists = new Set([memberLists.get(groupId), ...inFlight.keys()]);
  for (const list of lists) {
    if (list?.groupId !== groupId) continue;
    change(list);
    inFlight.get(list)?.push(change);
  }
  emit('members', groupId);
}

export function membersAdded(groupId, accounts) {
  changeMembers(groupId, function ({ members }) {
    for (const account of accounts) if (!members.has(account)) members.set(account, { Member_Account: account, Role: 'Member', ShutUpUntil: 0 });
  });
}

export function membersRemoved(groupId, accounts) {
  changeMembers(groupId, function (list) {
    for (const account of accounts) if (list.members.delete(account)) movedUp(list);
  });
}

export function roleChanged(groupId, account, role) {
  changeMembers(groupId, (list) => setRole(list, account, role));
}

export function ownerChanged(groupId, account) {
  changeMembers(groupId, function (list) {
    for (const member of list.members.values()) if (member.Role === 'Owner') setRole(list, member.Member_Account, 'Member');
    setRole(list, account, 'Owner');
  });
}

// muteChanged mutes a member for some seconds from now; with 0 it unmutes.
export function muteChanged(groupId, account, seconds) {
  const until = seconds ? Date.now() / 1000 + seconds : 0;
  changeMembers(groupId, function ({ members }) {
    if (members.has(account)) members.set(account, { ...members.get(account), ShutUpUntil: until });
  });
}

// setRole changes a role. The server lists the owner and admins first, so a new one is added
// even if the page that had the member was not fetched. It also unmutes them.
function setRole(list, account, role) {
  const member = list.members.get(account);
  if (role !== 'Member') return list.members.set(account, { Member_Account: account, Role: role, ShutUpUntil: 0 });
  if (!member || member.Role === role) return;
  list.members.set(account, { ...member, Role: role });
  movedUp(list);
}

// movedUp is called when members behind one in the list have moved up by one.
function movedUp(list) {
  list.offset = Math.max(0, list.offset - 1);
}

// onMemberTip handles a tip about members or a new owner (guide chapter 10).
function onMemberTip(c, tip) {
  const TIP = webim.GROUP_TIP_TYPE;
  const accounts = tip.getUserIdList();
  switch (tip.getOpType()) {
    case TIP.JOIN:
      return membersAdded(c.id, accounts.length ? accounts : [tip.getOpUserId()]);
    case TIP.QUIT:
      return membersRemoved(c.id, [tip.getOpUserId()]);
    case TIP.KICK:
      return membersRemoved(c.id, accounts);
    case TIP.SET_ADMIN:
      return accounts.forEach((account) => roleChanged(c.id, account, 'Admin'));
    case TIP.CANCEL_ADMIN:
      return accounts.forEach((account) => roleChanged(c.id, account, 'Member'));
    case TIP.MODIFY_GROUP_INFO:
      for (const info of tip.getGroupInfoList()) if (info.getType() === webim.GROUP_TIP_MODIFY_GROUP_INFO_TYPE.OWNER) ownerChanged(c.id, info.getValue());
      return;
    case TIP.MODIFY_MEMBER_INFO:
      for (const member of tip.getMemberInfoList()) muteChanged(c.id, member.getUserId(), Number(member.getShutupTime()) || 0);
  }
}

// forgetLeftGroups drops the members of groups that the user has left, whose tips no longer
// arrive.
function forgetLeftGroups() {
  for (const groupId of memberLists.keys()) if (!myGroups.has(groupId)) memberLists.delete(groupId);
}

on('tip', onMemberTip);
on('groups', forgetLeftGroups);
