// Adds members to a group (guide 9.2).

import { groupMembers, refreshMembers } from '../model/group_members.js';
import { getMyGroups } from '../model/joined_groups.js';
import { openDialog } from '../page/dialogs.js';
import { byId } from '../page/dom.js';
import { fieldError } from '../page/field_errors.js';
import { t } from '../page/i18n.js';
import { toast, toastError } from '../page/toasts.js';
import { checkedPeople, people, personChoice } from './people.js';

// Only private groups allow that without the members' consent.
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
