// Creates a group (guide 8.1).

import { dialect } from '../model/dialect.js';
import { groupTypes } from '../model/groups.js';
import { getMyGroups } from '../model/joined_groups.js';
import { getRooms } from '../model/live_rooms.js';
import { loginInfo } from '../model/users.js';
import { conversationAddress, goTo } from '../page/address.js';
import { closeDialog, openDialog } from '../page/dialogs.js';
import { byId, make } from '../page/dom.js';
import { countBytes, fieldError } from '../page/field_errors.js';
import { t } from '../page/i18n.js';
import { toast, toastError } from '../page/toasts.js';
import { checkedPeople, people, personChoice } from './people.js';

export const maxNameBytes = 30;

export function openCreateGroup() {
  byId('create_group_name').value = '';
  const types = groupTypes.filter((kind) => dialect.hasRooms || !kind.needsRooms);
  byId('create_group_types').replaceChildren(make('legend', { text: t('群类型') }), ...types.map(({ type, name, about }, i) =>
    make('label', { class: 'choice' },
      make('input', { type: 'radio', name: 'create_group_type', value: type, checked: i === 0, onchange: showMemberChoice }),
      make('span', {}, make('strong', { text: t(name) }), make('small', { text: t(about) })))));
  byId('create_group_members').replaceChildren(...people().map((account) => personChoice('checkbox', 'member', account)));
  showMemberChoice();
  openDialog('create_group', createGroup);
  countBytes(byId('create_group_name'), maxNameBytes);
}

function chosenType() {
  return document.querySelector('input[name="create_group_type"]:checked').value;
}

// showMemberChoice hides the choice for live rooms, which have no initial members.
function showMemberChoice() {
  byId('create_group_who').hidden = chosenType() === 'AVChatRoom' || !people().length;
}

function createGroup() {
  const name = webim.Tool.trimStr(byId('create_group_name').value);
  if (!isGroupName(byId('create_group_name'))) return false;
  const options = {
    Owner_Account: loginInfo.identifier,
    Type: chosenType(),
    Name: name,
    FaceUrl: '',
    Notification: '',
    Introduction: '',
    MemberList: chosenType() === 'AVChatRoom' ? [] : checkedPeople(byId('create_group_members')),
  };
  byId('create_group_ok').disabled = true;
  webim.createGroup(options, function (resp) {
    byId('create_group_ok').disabled = false;
    closeDialog('create_group');
    toast(t('「{name}」已创建', { name }));
    if (options.Type === 'AVChatRoom') {
      getRooms();
      return goTo('#/room/' + encodeURIComponent(resp.GroupId));
    }
    getMyGroups(() => goTo(conversationAddress(webim.SESSION_TYPE.GROUP, resp.GroupId)));
  }, function (err) {
    byId('create_group_ok').disabled = false;
    toastError(t('没能创建群'))(err);
  });
  return false; // the response closes the dialog
}

// isGroupName reports whether a name is valid, and shows the error at the field.
export function isGroupName(field) {
  const name = webim.Tool.trimStr(field.value);
  if (!name) return fieldError(field, t('请填写群名称'));
  if (webim.Tool.getStrBytes(name) > maxNameBytes) return fieldError(field, t('群名称太长，最多 10 个汉字'));
  return true;
}
