// A group's profile and members, next to the chat.

import { groupAvatar } from './avatars.js';
import { forgetConversation } from './conversations.js';
import { detailsFor, showDetails } from './details.js';
import { ask } from './dialogs.js';
import { byId, icon, iconButton, make } from './dom.js';
import { openEditGroup } from './group_edit.js';
import { getMoreMembers, groupMembers, memberElement, membersAtOnce, openInvite, refreshMembers } from './group_members.js';
import { getMyGroups, groupTypeName, myGroups, roleName } from './groups.js';
import { t } from './i18n.js';
import { copyText } from './message_menu.js';
import { goTo } from './navigation.js';
import { toast, toastError } from './toasts.js';
import { loginInfo } from './users.js';

const memberHeight = 46; // CSS pixels, as in css/details.css
const memberCheck = 10000; // ms between requests in groups without tips

export function showGroupDetails(group) {
  const role = (group.SelfInfo && group.SelfInfo.Role) || 'Member';
  byId('details_body').replaceChildren(
    make('div', { class: 'details-card' }, groupAvatar(group), make('strong', { text: group.Name }),
      make('small', { text: groupTypeName(group.Type) + ' · ' + t('我是{role}', { role: roleName(role) }) })),
    groupFacts(group, role !== 'Member' || group.Type === 'Private'),
    flagChoice(group),
    make('h3', { id: 'members_title', text: t('成员（{n}）', { n: group.MemberNum }) }),
    group.Type === 'Private'
      ? make('button', { class: 'button wide', type: 'button', onclick: () => openInvite(group) }, icon('plus'), t('邀请成员'))
      : make('p', { class: 'hint', text: t('把群 ID 发给别人，对方就可以申请加入。') }),
    // The height reserves the place of the first page, so that nothing moves.
    make('ul', { id: 'members', class: 'members', 'aria-labelledby': 'members_title', style: 'min-height: ' + Math.min(group.MemberNum, membersAtOnce) * memberHeight + 'px' }),
    leaveButton(group, role));
  showMembers(group.GroupId);
}

// showMembers draws the members that were last fetched.
export function showMembers(groupId) {
  const group = myGroups.get(groupId);
  const members = groupMembers.get(groupId);
  const list = byId('members');
  if (!members || !list || !detailsFor || detailsFor.id !== groupId || !group) return;
  const focused = list.contains(document.activeElement) && document.activeElement.closest('[data-member]')?.dataset.member;
  byId('members_title').textContent = t('成员（{n}）', { n: Math.max(members.length, members.length < membersAtOnce ? 0 : group.MemberNum) });
  list.style.minHeight = '';
  list.replaceChildren(...members.map((member) => memberElement(group, member)));
  offerMoreMembers(group, list);
  const again = focused && [...list.children].find((item) => item.dataset.member === focused);
  if (again && again.querySelector('button')) again.querySelector('button').focus();
}

// offerMoreMembers adds a button at the end of the list that appends the next page. It is
// clicked by itself when it comes into view.
function offerMoreMembers(group, list) {
  const known = groupMembers.get(group.GroupId).length;
  if (known >= group.MemberNum) return;
  let isAsked = false;
  const append = function () {
    if (isAsked) return;
    isAsked = true;
    getMoreMembers(group.GroupId, function () {
      if (!item.isConnected) return showMembers(group.GroupId); // drawn again meanwhile
      const more = groupMembers.get(group.GroupId).slice(known);
      item.replaceWith(...more.map((member) => memberElement(group, member)));
      if (more.length) offerMoreMembers(group, list); // the number of members may be outdated
    }, () => (isAsked = false));
  };
  const item = make('li', {}, make('button', { class: 'button wide', type: 'button', text: t('更多成员'), onclick: append }));
  list.append(item);
  whenInSight(item, append);
}

let watcher = null; // of the end of the list

function whenInSight(element, run) {
  if (watcher) watcher.disconnect();
  watcher = new IntersectionObserver(function (entries) {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watcher.disconnect();
    run();
  }, { rootMargin: '400px' });
  watcher.observe(element);
}

// watchMembers polls a chat room's members, since it has no tips.
export function watchMembers() {
  setInterval(function () {
    const group = detailsFor && myGroups.get(detailsFor.id);
    if (group && group.Type === 'ChatRoom' && !document.hidden) refreshMembers(group.GroupId);
  }, memberCheck);
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

const flagNames = { AcceptAndNotify: '接收并提示', AcceptNotNotify: '接收不提示', Discard: '屏蔽' };

// flagChoice is the choice of how to be notified of this group's messages (guide 9.3).
function flagChoice(group) {
  const flag = (group.SelfInfo && group.SelfInfo.MsgFlag) || 'AcceptAndNotify';
  return make('label', { class: 'field flag' }, make('span', { text: t('消息提示') }),
    make('select', { id: 'message_flag', onchange: (event) => modifyGroupMsgFlag(group, event.target.value) },
      ...Object.entries(flagNames).map(([value, name]) => make('option', { value, text: t(name), selected: value === flag }))));
}

export function modifyGroupMsgFlag(group, flag) {
  webim.modifyGroupMember({ GroupId: group.GroupId, Member_Account: loginInfo.identifier, MsgFlag: flag }, function () {
    toast(t('消息提示：{flag}', { flag: t(flagNames[flag]) }));
    getMyGroups();
  }, function (err) {
    toastError(t('没能修改消息提示'))(err);
    showDetails();
  });
}

// leaveButton: an owner dissolves the group, others leave it (guide 8.6, 8.7). A
// private group's owner leaves as well.
function leaveButton(group, role) {
  const destroys = role === 'Owner' && group.Type !== 'Private';
  const word = destroys ? t('解散群') : t('退出群聊');
  const gone = function () {
    toast(destroys ? t('群已解散') : t('已退出群聊'));
    goTo('#/');
    forgetConversation(webim.SESSION_TYPE.GROUP, group.GroupId);
    getMyGroups();
  };
  const text = destroys ? t('解散后所有成员都不能再使用「{name}」。', { name: group.Name }) : t('退出后不再接收「{name}」的消息。', { name: group.Name });
  return make('button', { class: 'button wide danger', type: 'button', text: word, onclick: () =>
    ask({ title: word, text, yes: word, danger: true }, () =>
      (destroys ? webim.destroyGroup : webim.quitGroup)({ GroupId: group.GroupId }, gone, toastError(destroys ? t('没能解散群') : t('没能退出群聊')))) });
}
