// Adds members to a group (guide 9.2).

import { knownMembers } from '../model/group_members.js';
import { addGroupMember } from '../model/member_actions.js';
import { openDialog } from '../page/dialogs.js';
import { byId } from '../page/dom.js';
import { fieldError } from '../page/field_errors.js';
import { t } from '../page/i18n.js';
import { checkedPeople, people, personChoice } from './people.js';

// Only private groups allow that without the members' consent.
export function openInvite(group) {
  const inside = new Set((knownMembers(group.GroupId) || []).map((member) => member.Member_Account));
  byId('invite_account').value = '';
  byId('invite_people').replaceChildren(...people().map((account) => personChoice('checkbox', 'invited', account, inside.has(account) ? t('已在群里') : '')));
  openDialog('invite', function () {
    const accounts = new Set([...checkedPeople(byId('invite_people')), ...byId('invite_account').value.split(/[\s,，]+/).filter(Boolean)]);
    if (!accounts.size) {
      return fieldError(byId('invite_account'), t('请至少选择一个人'));
    }
    addGroupMember(group, [...accounts]);
    return true;
  });
}
