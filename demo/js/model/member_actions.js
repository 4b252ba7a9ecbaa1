// The user's actions on the members of a group (guide chapter 9). Each result is applied to
// the list, since not every group has a tip about it.

import { t } from '../page/i18n.js';
import { toast, toastError } from '../page/toasts.js';
import { membersAdded, membersRemoved, muteChanged, ownerChanged, roleChanged } from './group_members.js';
import { getMyGroups } from './joined_groups.js';

const ADDED = 1; // Result in the response of addGroupMember

// addGroupMember adds accounts to a private group (guide 9.2).
export function addGroupMember(group, accounts) {
  webim.addGroupMember({ GroupId: group.GroupId, MemberList: accounts.map((account) => ({ Member_Account: account })) }, function (resp) {
    toast(t('已邀请 {n} 人', { n: accounts.length }));
    membersAdded(group.GroupId, (resp.MemberList || []).filter((item) => item.Result === ADDED).map((item) => item.Member_Account));
    getMyGroups();
  }, toastError(t('没能邀请成员')));
}

export function deleteGroupMember(group, account) {
  webim.deleteGroupMember({ GroupId: group.GroupId, Silence: 0, MemberToDel_Account: [account] }, function () {
    membersRemoved(group.GroupId, [account]);
    getMyGroups();
  }, toastError(t('没能移出成员')));
}

export function modifyRole(group, account, role) {
  webim.modifyGroupMember({ GroupId: group.GroupId, Member_Account: account, Role: role },
    () => roleChanged(group.GroupId, account, role), toastError(t('没能修改角色')));
}

export function changeGroupOwner(group, account) {
  webim.changeGroupOwner({ GroupId: group.GroupId, NewOwner_Account: account }, function () {
    ownerChanged(group.GroupId, account);
    getMyGroups();
  }, toastError(t('没能转让群主')));
}

// forbidSendMsg mutes a member for some time (guide 9.5); with 0 seconds it unmutes.
export function forbidSendMsg(group, account, seconds) {
  webim.forbidSendMsg({ GroupId: group.GroupId, Members_Account: [account], ShutUpTime: seconds },
    () => muteChanged(group.GroupId, account, seconds), toastError(t('没能修改禁言')));
}
