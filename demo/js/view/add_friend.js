// Adds a user by account (guide 6.2 and 7.1), after looking up the profile.

import { applyAddFriend } from '../model/friend_requests.js';
import { friends } from '../model/friends.js';
import { getProfilePortrait, setProfiles } from '../model/profiles.js';
import { loginInfo } from '../model/users.js';
import { conversationAddress } from '../page/address.js';
import { closeDialog, openDialog } from '../page/dialogs.js';
import { byId, make } from '../page/dom.js';
import { errorText, isNetworkError } from '../page/errors.js';
import { fieldError } from '../page/field_errors.js';
import { t } from '../page/i18n.js';
import { personAvatar } from './avatars.js';
import { nickElement } from './profile_elements.js';

export function openAddFriend() {
  byId('add_friend_account').value = '';
  byId('add_friend_found').replaceChildren();
  openDialog('add_friend', findPerson);
}

export function findPerson() {
  const account = byId('add_friend_account').value.trim();
  const found = byId('add_friend_found');
  if (!account) {
    return fieldError(byId('add_friend_account'), t('请填写对方帐号'));
  }
  const say = (text) => found.replaceChildren(make('li', { class: 'hint', text }));
  if (account === loginInfo.identifier) {
    say(t('这是你自己的帐号'));
    return false;
  }
  say(t('正在查找…'));
  getProfilePortrait([account], function (resp) {
    setProfiles(resp);
    found.replaceChildren(foundPerson(account));
  }, function (resp) {
    const item = (resp.UserProfileItem || [])[0];
    say(isNetworkError(resp) || !item ? errorText(resp) : t('没有这个帐号，请检查后重试'));
  });
  return false; // keeps the dialog open for the result
}

function foundPerson(account) {
  const talk = make('a', { class: 'button', href: conversationAddress(webim.SESSION_TYPE.C2C, account), text: t('发消息'), onclick: () => closeDialog('add_friend') });
  const wording = make('input', { type: 'text', placeholder: t('附言（可不填）'), 'aria-label': t('附言'), maxlength: 40 });
  const isFriend = friends.has(account);
  return make('li', {},
    personAvatar(account),
    make('div', { class: 'result-text' }, nickElement('strong', account), make('small', { text: account }), isFriend ? make('small', { text: t('你们已经是好友') }) : wording),
    talk,
    !isFriend && make('button', { class: 'button primary', type: 'button', text: t('添加好友'), onclick: function () {
      applyAddFriend(account, wording.value, () => closeDialog('add_friend'));
    } }));
}
