// A group's profile and members, next to the chat.

import { removeConversation } from '../model/conversations.js';
import { groupTypeName, roleName } from '../model/groups.js';
import { flagNames, getMyGroups, modifyGroupMsgFlag } from '../model/joined_groups.js';
import { goTo } from '../page/address.js';
import { copyText } from '../page/clipboard.js';
import { ask } from '../page/dialogs.js';
import { byId, icon, iconButton, make } from '../page/dom.js';
import { t } from '../page/i18n.js';
import { toast, toastError } from '../page/toasts.js';
import { groupAvatar } from './avatars.js';
import { openEditGroup } from './group_edit.js';
import { openInvite } from './group_invite.js';
import { membersOf } from './member_list.js';

export function showGroupDetails(group) {
  const role = (group.SelfInfo && group.SelfInfo.Role) || 'Member';
  const members = membersOf(group);
  byId('details_body').replaceChildren(
    make('div', { class: 'details-card' }, groupAvatar(group), make('strong', { text: group.Name }),
      make('small', { text: groupTypeName(group.Type) + ' · ' + t('我是{role}', { role: roleName(role) }) })),
    groupFacts(group, role !== 'Member' || group.Type === 'Private'),
    flagChoice(group),
    members.title,
    group.Type === 'Private'
      ? make('button', { class: 'button wide', type: 'button', onclick: () => openInvite(group) }, icon('plus'), t('邀请成员'))
      : make('p', { class: 'hint', text: t('把群 ID 发给别人，对方就可以申请加入。') }),
    ...members.list,
    leaveButton(group, role));
}

function groupFacts(group, manages) {
  const edit = (label) => manages && iconButton('edit', label, { onclick: () => openEditGroup(group) });
  return make('dl', { class: 'facts' },
    make('dt', { text: t('群 ID') }),
    make('dd', {}, make('code', { text: group.GroupId }), iconButton('copy', t('复制群 ID'), { onclick: () => copyText(group.GroupId) })),
    make('dt', { text: t('群公告') }),
    make('dd', {}, make('span', { text: group.Notification || t('还没有公告') }), edit(t('修改群资料'))),
    make('dt', { text: t('群简介') }),
    make('dd', {}, make('span', { text: group.Introduction || t('还没有简介') })));
}

// flagChoice is the choice of how to be notified of this group's messages (guide 9.3).
function flagChoice(group) {
  const flag = (group.SelfInfo && group.SelfInfo.MsgFlag) || 'AcceptAndNotify';
  return make('label', { class: 'field flag' }, make('span', { text: t('消息提示') }),
    make('select', { id: 'message_flag', onchange: (event) => modifyGroupMsgFlag(group, event.target.value) },
      ...Object.entries(flagNames).map(([value, name]) => make('option', { value, text: t(name), selected: value === flag }))));
}

// leaveButton: an owner dissolves the group, others leave it (guide 8.6, 8.7). A
// private group's owner leaves as well.
function leaveButton(group, role) {
  const destroys = role === 'Owner' && group.Type !== 'Private';
  const word = destroys ? t('解散群') : t('退出群聊');
  const gone = function () {
    toast(destroys ? t('群已解散') : t('已退出群聊'));
    goTo('#/');
    removeConversation(webim.SESSION_TYPE.GROUP, group.GroupId);
    getMyGroups();
  };
  const text = destroys ? t('解散后所有成员都不能再使用「{name}」。', { name: group.Name }) : t('退出后不再接收「{name}」的消息。', { name: group.Name });
  return make('button', { class: 'button wide danger', type: 'button', text: word, onclick: () =>
    ask({ title: word, text, yes: word, danger: true }, () =>
      (destroys ? webim.destroyGroup : webim.quitGroup)({ GroupId: group.GroupId }, gone, toastError(destroys ? t('没能解散群') : t('没能退出群聊')))) });
}
