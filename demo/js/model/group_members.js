// A group's members (guide chapter 9).

import { emit } from '../page/events.js';
import { t } from '../page/i18n.js';
import { toastError } from '../page/toasts.js';
import { myGroups } from './groups.js';

export const membersAtOnce = 100;
const memberFields = ['Account', 'Role', 'JoinTime', 'LastSendMsgTime', 'ShutUpUntil'];
export const roleOrder = { Owner: 0, Admin: 1, Member: 2 };

export const groupMembers = new Map(); // group id -> the members that were fetched

// getGroupMemberInfo fetches a group's members from the first one, at least as many as
// were fetched before.
export function getGroupMemberInfo(groupId, cbOk = () => {}, cbErr = () => {}) {
  const known = groupMembers.get(groupId) || [];
  const found = [];
  const wanted = Math.max(membersAtOnce, known.length);
  const page = () => webim.getGroupMemberInfo({
    GroupId: groupId, Offset: found.length, Limit: Math.min(membersAtOnce, wanted - found.length), MemberInfoFilter: memberFields,
  }, function (resp) {
    const list = resp.MemberList || [];
    found.push(...list);
    if (list.length && found.length < Math.min(wanted, resp.MemberNum)) return page();
    found.sort((a, b) => (roleOrder[a.Role] ?? 2) - (roleOrder[b.Role] ?? 2));
    groupMembers.set(groupId, found);
    emit('members', groupId);
    cbOk();
  }, function (err) {
    cbErr();
    // Without the group its notice has been shown.
    if (myGroups.has(groupId)) toastError(t('没能取到群成员'))(err);
  });
  page();
}

// getMoreMembers fetches the next page.
export function getMoreMembers(groupId, cbOk, cbErr) {
  const membersNow = () => groupMembers.get(groupId) || [];
  webim.getGroupMemberInfo({ GroupId: groupId, Offset: membersNow().length, Limit: membersAtOnce, MemberInfoFilter: memberFields }, function (resp) {
    // The pages overlap if the group has changed meanwhile.
    const known = new Set(membersNow().map((member) => member.Member_Account));
    const more = (resp.MemberList || []).filter((member) => !known.has(member.Member_Account));
    groupMembers.set(groupId, [...membersNow(), ...more]);
    emit('members', groupId);
    cbOk(more);
  }, function (err) {
    toastError(t('没能取到群成员'))(err);
    cbErr();
  });
}

export let watchedGroup = null; // the group whose members are shown

export function watchMembers(groupId) {
  watchedGroup = groupId;
}

let isRefreshing = false;
let refreshAgain = false;

// refreshMembers fetches the members again if they are watched. Calls while a refresh is
// in flight share one more.
export function refreshMembers(groupId) {
  if (groupId !== watchedGroup || !myGroups.has(groupId)) return;
  if (isRefreshing) return (refreshAgain = true);
  isRefreshing = true;
  const done = function () {
    isRefreshing = false;
    if (!refreshAgain) return;
    refreshAgain = false;
    refreshMembers(watchedGroup);
  };
  getGroupMemberInfo(groupId, done, done);
}

// forbidSendMsg mutes a member for some time (guide 9.5); with 0 seconds it unmutes.
export function forbidSendMsg(group, account, seconds) {
  webim.forbidSendMsg({ GroupId: group.GroupId, Members_Account: [account], ShutUpTime: seconds },
    () => refreshMembers(group.GroupId), toastError(t('没能修改禁言')));
}
