// The peer's profile next to the chat, and the relation to the user (guide chapters 6
// and 7).

import { addBlackList, blackList, deleteBlackList } from '../model/black_list.js';
import { requestFrom, requestTo } from '../model/friend_requests.js';
import { deleteFriend, friends } from '../model/friends.js';
import { profileOf } from '../model/names.js';
import { removeFromList } from '../model/session_marks.js';
import { loginInfo } from '../model/users.js';
import { closeDialog } from '../page/dialogs.js';
import { byId, make } from '../page/dom.js';
import { t } from '../page/i18n.js';
import { findPerson, openAddFriend } from './add_friend.js';
import { personAvatar } from './avatars.js';
import { nickElement } from './profile_elements.js';
import { showTab } from './tabs.js';

const genderNames = { Gender_Type_Female: '女', Gender_Type_Male: '男' };

export function showPersonDetails(c) {
  const account = c.id;
  byId('details_body').replaceChildren(personCard(account), make('div', { class: 'details-actions' }, ...relationParts(account),
    account !== loginInfo.identifier && make('button', { class: 'button wide', type: 'button', text: t('从会话列表移除'), onclick: () => removeFromList(c) })));
}

export function personCard(account) {
  const gender = genderNames[profileOf(account).gender];
  return make('div', { class: 'details-card' }, personAvatar(account), nickElement('strong', account), make('small', { text: account }),
    gender && make('small', { text: t(gender) }));
}

export function relationParts(account) {
  const button = (text, run, danger) => make('button', { class: 'button wide' + (danger ? ' danger' : ''), type: 'button', text, onclick: function () {
    closeDialog('person');
    run();
  } });
  const hint = (text) => make('p', { class: 'hint', text });
  if (account === loginInfo.identifier) return [hint(t('这是你自己'))];
  if (blackList.has(account)) return [hint(t('对方在你的黑名单里，你收不到对方的消息')), button(t('移出黑名单'), () => deleteBlackList(account))];
  const parts = [];
  if (friends.has(account)) parts.push(hint(t('你们已经是好友')), button(t('删除好友'), () => deleteFriend(account), true));
  else if (requestFrom(account)) parts.push(hint(t('对方申请加你为好友')), button(t('去处理'), () => showTab('notices')));
  else if (requestTo(account)) parts.push(hint(t('已申请加为好友，等待对方同意')));
  else parts.push(button(t('加为好友'), () => askToAdd(account)));
  parts.push(button(t('加入黑名单'), () => addBlackList(account), true));
  return parts;
}

// askToAdd asks for a message to the peer, whose consent may be required.
function askToAdd(account) {
  openAddFriend();
  byId('add_friend_account').value = account;
  findPerson();
}
