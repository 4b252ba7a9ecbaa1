// A group's profile and members, next to the chat.

import { forgetConversation } from '../model/conversations.js';
import { getMoreMembers, groupMembers, memberElement, membersAtOnce, openInvite, refreshMembers } from '../model/group_members.js';
import { getMyGroups, groupTypeName, myGroups, roleName } from '../model/groups.js';
import { loginInfo } from '../model/users.js';
import { goTo } from '../navigation.js';
import { ask } from '../page/dialogs.js';
import { byId, icon, iconButton, make } from '../page/dom.js';
import { t } from '../page/i18n.js';
import { toast, toastError } from '../page/toasts.js';
import { windowedList } from '../page/windowed_list.js';
import { groupAvatar } from './avatars.js';
import { detailsFor, showDetails } from './details.js';
import { openEditGroup } from './group_edit.js';
import { copyText } from './message_menu.js';

const memberHeight = 46; // CSS pixels, as in css/details.css for a mouse
const memberCheck = 10000; // ms between requests in groups without tips
const mostChecked = 500; // members that such a request fetches; longer lists stay as they are

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
    memberList, moreMembers,
    leaveButton(group, role));
  showMembers(group.GroupId);
}

// The list of members and the button below it, which fetches the next page. It is clicked
// by itself when it comes into view.
const memberList = make('ul', { id: 'members', class: 'members', 'aria-labelledby': 'members_title' });
const moreMembers = make('button', { class: 'button wide', type: 'button', text: t('更多成员'), onclick: appendMembers });
let showRows = null; // of windowedList
let shownGroup = null;

// showMembers shows the members that were last fetched. Until then the list reserves the
// place of the first page, so that nothing moves.
export function showMembers(groupId) {
  const group = myGroups.get(groupId);
  if (!group || !detailsFor || detailsFor.id !== groupId) return;
  const members = groupMembers.get(groupId);
  shownGroup = group;
  memberList.style.minHeight = members ? '' : Math.min(group.MemberNum, membersAtOnce) * memberHeight + 'px';
  moreMembers.hidden = !members || members.length >= group.MemberNum;
  showRows(members || []);
  if (members) byId('members_title').textContent = t('成员（{n}）', { n: Math.max(members.length, members.length < membersAtOnce ? 0 : group.MemberNum) });
}

function appendMembers() {
  if (moreMembers.disabled) return;
  const groupId = shownGroup.GroupId;
  moreMembers.disabled = true;
  getMoreMembers(groupId, function (more) {
    moreMembers.disabled = false;
    showMembers(groupId);
    if (!more.length) moreMembers.hidden = true; // the number of members is outdated
    else watchEnd();
  }, () => (moreMembers.disabled = false));
}

let endWatcher = null;

// watchEnd observes the button again, since an observer reports changes only and the
// button may stay in view.
function watchEnd() {
  endWatcher.unobserve(moreMembers);
  endWatcher.observe(moreMembers);
}

export function initMembers() {
  showRows = windowedList(memberList, { scroller: byId('details_body'), rowHeight: memberHeight, keyOf: (member) => member.Member_Account, rowOf: (member) => memberElement(shownGroup, member) });
  endWatcher = new IntersectionObserver((entries) => entries.at(-1).isIntersecting && appendMembers(), { root: byId('details_body'), rootMargin: '400px' });
  watchEnd();
  watchMembers();
}

// watchMembers polls a chat room's members, since it has no tips.
function watchMembers() {
  setInterval(function () {
    const group = detailsFor && myGroups.get(detailsFor.id);
    if (group && group.Type === 'ChatRoom' && !document.hidden && (groupMembers.get(group.GroupId) || []).length <= mostChecked) refreshMembers(group.GroupId);
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
