// The members of a group and the actions on them (guide chapter 9).

import { getMoreMembers, hasAllMembers, knownMembers, membersAtOnce, refreshChatRoom, roleOrder, watchedGroup } from '../model/group_members.js';
import { myGroups, roleName } from '../model/groups.js';
import { changeGroupOwner, deleteGroupMember, forbidSendMsg, modifyRole } from '../model/member_actions.js';
import { nickOf } from '../model/names.js';
import { loginInfo } from '../model/users.js';
import { conversationAddress, goTo } from '../page/address.js';
import { ask } from '../page/dialogs.js';
import { byId, iconButton, make, setText } from '../page/dom.js';
import { on } from '../page/events.js';
import { t } from '../page/i18n.js';
import { openMenu } from '../page/menus.js';
import { messageTime } from '../page/times.js';
import { windowedList } from '../page/windowed_list.js';
import { personAvatar } from './avatars.js';
import { openMute } from './group_mute.js';
import { nickElement } from './profile_elements.js';

const memberHeight = 46; // CSS pixels, as in css/details.css for a mouse
const memberPollInterval = 10000; // ms between requests in groups without tips
const maxPolledMembers = 500; // members that such a request fetches; longer lists stay as they are

// The list, and the button below it, which fetches the next page. It is clicked by itself
// when it comes into view.
const memberList = make('ul', { id: 'members', class: 'members', 'aria-labelledby': 'members_title' });
const title = make('h3', { id: 'members_title' });
const moreMembers = make('button', { class: 'button wide', type: 'button', text: t('更多成员'), onclick: appendMembers });
let showRows = null; // of windowedList
let shownGroup = null;

// membersOf returns the elements, with the members of a group.
export function membersOf(group) {
  showMembers(group.GroupId);
  return { title, list: [memberList, moreMembers] };
}

// showMembers shows the members that were last fetched. Until then the list reserves the
// place of the first page, so that nothing moves.
function showMembers(groupId) {
  const group = myGroups.get(groupId);
  if (!group || groupId !== watchedGroup) return;
  const members = knownMembers(groupId);
  const isComplete = hasAllMembers(groupId);
  shownGroup = group;
  memberList.style.minHeight = members ? '' : Math.min(group.MemberNum, membersAtOnce) * memberHeight + 'px';
  moreMembers.hidden = !members || isComplete;
  const total = isComplete ? members.length : Math.max(members ? members.length : 0, group.MemberNum);
  showRows(members || [], total);
  setText(title, t('成员（{n}）', { n: total }));
}

function appendMembers() {
  if (moreMembers.disabled) return;
  moreMembers.disabled = true;
  getMoreMembers(shownGroup.GroupId, function () {
    moreMembers.disabled = false;
    watchEnd();
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
  on('members', showMembers);
  setInterval(() => document.hidden || refreshChatRoom(maxPolledMembers), memberPollInterval);
}

// memberActions returns the actions on a member, by the roles of both and the group's
// type. The server checks them again.
function memberActions(group, member) {
  const mine = (group.SelfInfo && group.SelfInfo.Role) || 'Member';
  const account = member.Member_Account;
  if (account === loginInfo.identifier) return [];
  const actions = [{ name: t('发消息'), icon: 'chat', run: () => goTo(conversationAddress(webim.SESSION_TYPE.C2C, account)) }];
  if (!(roleOrder[mine] < (roleOrder[member.Role] ?? 2))) return actions;
  if (group.Type !== 'Private') {
    const isAdmin = member.Role === 'Admin';
    if (mine === 'Owner') {
      actions.push({ name: isAdmin ? t('取消管理员') : t('设为管理员'), icon: 'person', run: () => modifyRole(group, account, isAdmin ? 'Member' : 'Admin') });
    }
    if (isShutUp(member)) actions.push({ name: t('解除禁言'), icon: 'bell', run: () => forbidSendMsg(group, account, 0) });
    else actions.push({ name: t('禁言…'), icon: 'muted', run: () => openMute(group, account) });
  }
  if (mine === 'Owner') {
    actions.push({ name: t('转让群主'), icon: 'swap', run: () =>
      ask({ title: t('转让群主'), text: t('「{name}」将成为「{group}」的群主，你将成为普通成员。', { name: nickOf(account), group: group.Name }), yes: t('转让'), danger: true }, () =>
        changeGroupOwner(group, account)) });
  }
  if (group.Type !== 'Private' || mine === 'Owner') {
    actions.push({ name: t('移出群聊'), icon: 'leave', danger: true, run: () =>
      ask({ title: t('移出群聊'), text: t('确定将「{name}」移出「{group}」？', { name: nickOf(account), group: group.Name }), yes: t('移出'), danger: true }, () =>
        deleteGroupMember(group, account)) });
  }
  return actions;
}

function isShutUp(member) {
  return member.ShutUpUntil > Date.now() / 1000;
}

function memberElement(group, member) {
  const account = member.Member_Account;
  const actions = memberActions(group, member);
  return make('li', { class: 'member', 'data-member': account },
    personAvatar(account),
    make('span', { class: 'member-name' }, nickElement('span', account), account === loginInfo.identifier && t('（我）')),
    member.Role && member.Role !== 'Member' && make('span', { class: 'tag', text: roleName(member.Role) }),
    isShutUp(member) && make('span', { class: 'tag muted', text: t('禁言中'), title: t('到 {time}', { time: messageTime(member.ShutUpUntil) }) }),
    actions.length > 0 && iconButton('more', t('管理 {name}', { name: nickOf(account) }), { onclick: (event) => openMenu(byId('message_menu'), event.currentTarget, actions) }));
}
