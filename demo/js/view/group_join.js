// Finds and joins a group (guide 8.2 and 8.3): by its ID, in 1.7 also by a part of a
// public group's name.

import { dialect } from '../model/dialect.js';
import { groupLine, myGroups } from '../model/groups.js';
import { getMyGroups } from '../model/joined_groups.js';
import { conversationAddress, goTo } from '../page/address.js';
import { closeDialog, openDialog } from '../page/dialogs.js';
import { byId, make } from '../page/dom.js';
import { errorText, isUnsupported } from '../page/errors.js';
import { fieldError } from '../page/field_errors.js';
import { t } from '../page/i18n.js';
import { toast, toastError } from '../page/toasts.js';
import { groupAvatar } from './avatars.js';

const publicFields = ['Type', 'Name', 'Introduction', 'Notification', 'FaceUrl', 'MemberNum', 'ApplyJoinOption'];

export function openJoinGroup() {
  byId('join_group_id').value = '';
  byId('join_group_label').textContent = dialect.searchesByName ? t('群 ID 或群名称') : t('群 ID');
  byId('join_group_found').replaceChildren();
  openDialog('join_group', findGroups);
}

function findGroups() {
  const text = webim.Tool.trimStr(byId('join_group_id').value);
  if (!text) {
    return fieldError(byId('join_group_id'), dialect.searchesByName ? t('请填写群 ID 或群名称') : t('请填写群 ID'));
  }
  byId('join_group_found').replaceChildren(make('li', { class: 'hint', text: t('正在查找…') }));
  getGroupPublicInfo(text, showFoundGroups, function (err) {
    if (!dialect.searchesByName) return showFoundGroups([], err);
    webim.searchGroupByName(
      { Content: text, PageNum: 0, GroupPerPage: 20, ResponseFilter: { GroupBasePublicInfoFilter: publicFields } },
      (resp) => showFoundGroups((resp.GroupInfo || []).filter((group) => dialect.hasRooms || group.Type !== 'AVChatRoom')),
      (searchErr) => showFoundGroups([], isUnsupported(searchErr) ? err : searchErr));
  });
  return false; // keeps the dialog open for the result
}

function getGroupPublicInfo(groupId, cbOk, cbErr) {
  const options = { GroupIdList: [groupId], GroupBasePublicInfoFilter: publicFields };
  webim.getGroupPublicInfo(options, (resp) => cbOk(resp.GroupInfo), function (resp) {
    cbErr((resp.GroupInfo && resp.GroupInfo[0]) || resp);
  });
}

function showFoundGroups(list, err) {
  const found = list.filter((group) => !group.ErrorCode);
  if (found.length) byId('join_group_found').replaceChildren(...found.map(foundGroup));
  else byId('join_group_found').replaceChildren(make('li', { class: 'hint', text: err ? errorText(err) : t('没有找到这个群，请检查后重试') }));
}

function foundGroup(group) {
  const message = make('input', { type: 'text', placeholder: t('附言（可不填）'), 'aria-label': t('附言'), maxlength: 100 });
  const isMember = myGroups.has(group.GroupId);
  const needsMessage = !isMember && group.Type !== 'ChatRoom' && group.Type !== 'AVChatRoom' && group.ApplyJoinOption !== 'FreeAccess';
  const button = make('button', { class: 'button primary', type: 'button', text: isMember ? t('进入') : t('加入'), onclick: function () {
    if (group.Type === 'AVChatRoom') {
      closeDialog('join_group');
      goTo('#/room/' + encodeURIComponent(group.GroupId));
    } else if (isMember) {
      closeDialog('join_group');
      goTo(conversationAddress(webim.SESSION_TYPE.GROUP, group.GroupId));
    } else applyJoinGroup(group, message.value);
  } });
  return make('li', {},
    groupAvatar(group),
    make('div', { class: 'result-text' },
      make('strong', { text: group.Name }),
      make('small', { text: groupLine(group) + ' · ' + group.GroupId }),
      group.Introduction && make('p', { text: group.Introduction }),
      needsMessage && message),
    button);
}

function applyJoinGroup(group, applyMsg) {
  const options = { GroupId: group.GroupId, ApplyMsg: applyMsg, UserDefinedField: '' };
  webim.applyJoinGroup(options, function (resp) {
    closeDialog('join_group');
    if (resp.JoinedStatus === 'WaitAdminApproval') return toast(t('申请已发出，等待群主审批'));
    toast(t('已加入「{name}」', { name: group.Name }));
    getMyGroups(() => goTo(conversationAddress(webim.SESSION_TYPE.GROUP, group.GroupId)));
  }, toastError(t('没能加入群')));
}
