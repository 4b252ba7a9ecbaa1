// A group's members and the actions on them (guide chapter 9).

import { conversationAddress, goTo } from '../navigation.js';
import { ask, openDialog } from '../page/dialogs.js';
import { byId, iconButton, make } from '../page/dom.js';
import { fieldError } from '../page/field_errors.js';
import { t } from '../page/i18n.js';
import { openMenu } from '../page/menus.js';
import { messageTime } from '../page/times.js';
import { toast, toastError } from '../page/toasts.js';
import { personAvatar } from '../view/avatars.js';
import { detailsFor } from '../view/details.js';
import { showMembers } from '../view/group_details.js';
import { forbidSendMsg, openMute } from '../view/group_mute.js';
import { checkedPeople, people, personChoice } from '../view/people.js';
import { getMyGroups, myGroups, roleName } from './groups.js';
import { nickOf } from './names.js';
import { nickElement } from './profiles.js';
import { loginInfo } from './users.js';

export const membersAtOnce = 100;
const roleOrder = { Owner: 0, Admin: 1, Member: 2 };

export const groupMembers = new Map(); // group id -> the members that were fetched

// getGroupMemberInfo fetches a group's members from the first one, at least as many as
// were fetched before.
export function getGroupMemberInfo(groupId, cbOk, cbErr = () => {}) {
  const known = groupMembers.get(groupId) || [];
  const found = [];
  const wanted = Math.max(membersAtOnce, known.length);
  const page = () => webim.getGroupMemberInfo({
    GroupId: groupId, Offset: found.length, Limit: Math.min(membersAtOnce, wanted - found.length), MemberInfoFilter: ['Account', 'Role', 'JoinTime', 'LastSendMsgTime', 'ShutUpUntil'],
  }, function (resp) {
    const list = resp.MemberList || [];
    found.push(...list);
    if (list.length && found.length < Math.min(wanted, resp.MemberNum)) return page();
    found.sort((a, b) => (roleOrder[a.Role] ?? 2) - (roleOrder[b.Role] ?? 2));
    groupMembers.set(groupId, found);
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
  const known = groupMembers.get(groupId) || [];
  webim.getGroupMemberInfo({
    GroupId: groupId, Offset: known.length, Limit: membersAtOnce, MemberInfoFilter: ['Account', 'Role', 'JoinTime', 'LastSendMsgTime', 'ShutUpUntil'],
  }, function (resp) {
    const more = resp.MemberList || [];
    groupMembers.set(groupId, [...known, ...more]);
    cbOk(more);
  }, function (err) {
    toastError(t('没能取到群成员'))(err);
    cbErr();
  });
}

let isRefreshing = false;
let refreshAgain = false;

// refreshMembers fetches the members again if they are shown. Calls while a refresh is in
// flight share one more.
export function refreshMembers(groupId) {
  if (!detailsFor || detailsFor.id !== groupId || !myGroups.has(groupId)) return;
  if (isRefreshing) return (refreshAgain = true);
  isRefreshing = true;
  const done = function () {
    isRefreshing = false;
    showMembers(groupId);
    if (!refreshAgain) return;
    refreshAgain = false;
    if (detailsFor) refreshMembers(detailsFor.id);
  };
  getGroupMemberInfo(groupId, done, done);
}

// memberActions returns the actions on a member, by the roles of both and the group's
// type. The server checks them again.
function memberActions(group, member) {
  const mine = (group.SelfInfo && group.SelfInfo.Role) || 'Member';
  const account = member.Member_Account;
  if (account === loginInfo.identifier) return [];
  const changed = () => refreshMembers(group.GroupId);
  const actions = [{ name: t('发消息'), icon: 'chat', run: () => goTo(conversationAddress(webim.SESSION_TYPE.C2C, account)) }];
  if (!(roleOrder[mine] < (roleOrder[member.Role] ?? 2))) return actions;
  if (group.Type !== 'Private') {
    const isAdmin = member.Role === 'Admin';
    if (mine === 'Owner') {
      actions.push({ name: isAdmin ? t('取消管理员') : t('设为管理员'), icon: 'person', run: () =>
        webim.modifyGroupMember({ GroupId: group.GroupId, Member_Account: account, Role: isAdmin ? 'Member' : 'Admin' }, changed, toastError(t('没能修改角色'))) });
    }
    if (isShutUp(member)) actions.push({ name: t('解除禁言'), icon: 'bell', run: () => forbidSendMsg(group, account, 0) });
    else actions.push({ name: t('禁言…'), icon: 'muted', run: () => openMute(group, account) });
  }
  if (mine === 'Owner') {
    actions.push({ name: t('转让群主'), icon: 'swap', run: () =>
      ask({ title: t('转让群主'), text: t('「{name}」将成为「{group}」的群主，你将成为普通成员。', { name: nickOf(account), group: group.Name }), yes: t('转让'), danger: true }, () =>
        webim.changeGroupOwner({ GroupId: group.GroupId, NewOwner_Account: account }, () => getMyGroups(changed), toastError(t('没能转让群主')))) });
  }
  if (group.Type !== 'Private' || mine === 'Owner') {
    actions.push({ name: t('移出群聊'), icon: 'leave', danger: true, run: () =>
      ask({ title: t('移出群聊'), text: t('确定将「{name}」移出「{group}」？', { name: nickOf(account), group: group.Name }), yes: t('移出'), danger: true }, () =>
        webim.deleteGroupMember({ GroupId: group.GroupId, Silence: 0, MemberToDel_Account: [account] }, changed, toastError(t('没能移出成员')))) });
  }
  return actions;
}

function isShutUp(member) {
  return member.ShutUpUntil > Date.now() / 1000;
}

export function memberElement(group, member) {
  const account = member.Member_Account;
  const actions = memberActions(group, member);
  return make('li', { class: 'member', 'data-member': account },
    personAvatar(account),
    make('span', { class: 'member-name' }, nickElement('span', account), account === loginInfo.identifier && t('（我）')),
    member.Role && member.Role !== 'Member' && make('span', { class: 'tag', text: roleName(member.Role) }),
    isShutUp(member) && make('span', { class: 'tag muted', text: t('禁言中'), title: t('到 {time}', { time: messageTime(member.ShutUpUntil) }) }),
    actions.length > 0 && iconButton('more', t('管理 {name}', { name: nickOf(account) }), { onclick: (event) => openMenu(byId('message_menu'), event.currentTarget, actions) }));
}

// openInvite adds members to a group (guide 9.2). Only private groups allow that without
// their consent.
export function openInvite(group) {
  const inside = new Set((groupMembers.get(group.GroupId) || []).map((member) => member.Member_Account));
  byId('invite_account').value = '';
  byId('invite_people').replaceChildren(...people().map((account) => personChoice('checkbox', 'invited', account, inside.has(account) ? t('已在群里') : '')));
  openDialog('invite', function () {
    const accounts = new Set([...checkedPeople(byId('invite_people')), ...byId('invite_account').value.split(/[\s,，]+/).filter(Boolean)]);
    if (!accounts.size) {
      return fieldError(byId('invite_account'), t('请至少选择一个人'));
    }
    webim.addGroupMember({ GroupId: group.GroupId, MemberList: [...accounts].map((account) => ({ Member_Account: account })) }, function () {
      toast(t('已邀请 {n} 人', { n: accounts.size }));
      getMyGroups();
      refreshMembers(group.GroupId);
    }, toastError(t('没能邀请成员')));
    return true;
  });
}
