// The first page: the choice of a demo user. It does not need the SDK.

import { tlsLogin } from './hosted_login.js';
import { nickOf } from './model/names.js';
import { demoUsers, isUnknownHost, storeLogin } from './model/users.js';
import { roomLink, userAddress, version } from './page/address.js';
import { byId, icon, make } from './page/dom.js';
import { t } from './page/i18n.js';
import { loadServer } from './page/server_info.js';
import { changeLanguage, settings } from './page/settings.js';
import { personAvatar } from './view/avatars.js';
import { initSettings } from './view/settings_dialog.js';

// showWelcome calls enterAs(user, version) when the visitor picks a demo user.
export function showWelcome(enterAs) {
  byId('welcome_users').replaceChildren(...usersHere().map((user) => userCard(user, enterAs)));
  byId('welcome_people').hidden = !demoUsers.length;
  for (const choice of document.getElementsByName('version')) {
    choice.checked = choice.value === version;
    choice.onchange = showChosenVersion;
  }
  byId('version_choice').open = version === '1.3';
  showChosenVersion();
  if (!demoUsers.length) {
    byId('welcome_note').textContent = isUnknownHost
      ? t('本服务器不使用这个主机名，因此在这里不提供演示用户。请用 localhost 或本机地址访问，或者启动时用 -host 声明这个名字。')
      : t('这个服务器不发放演示签名，请用 UserSig 登录，或从管理页面进入。');
    byId('other_ways').open = true;
  }
  byId('sig_login').onsubmit = signInWithSig;
  byId('hosted_login').hidden = !demoUsers.length; // a private server has neither
  byId('hosted_login_go').onclick = () => tlsLogin(chosenVersion());
  for (const button of byId('welcome_language').children) {
    button.setAttribute('aria-pressed', button.dataset.language === settings.language);
    button.onclick = () => changeLanguage(button.dataset.language);
  }
  initSettings();
  showWelcomeRooms();
  byId('welcome').hidden = false;
}

// usersHere returns the users, first those whose chats are in the page's language.
function usersHere() {
  const isOurs = (user) => /[\u3400-\u9fff]/.test(user.nick) === (settings.language === 'zh');
  return [...demoUsers.filter(isOurs), ...demoUsers.filter((user) => !isOurs(user))];
}

function userCard(user, enterAs) {
  const pick = function (event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a new window
    event.preventDefault();
    enterAs(user, chosenVersion());
  };
  return make('li', {}, make('a', { href: userAddress(user.identifier), class: 'person-card', 'data-user': user.identifier, onclick: pick },
    personAvatar(user.identifier), make('span', {}, make('strong', { text: nickOf(user.identifier) }), make('small', { text: user.identifier }))));
}

function chosenVersion() {
  return document.querySelector('#welcome input[name="version"]:checked').value;
}

function showChosenVersion() {
  byId('chosen_version').textContent = chosenVersion();
  for (const link of byId('welcome_users').querySelectorAll('a')) link.href = userAddress(link.dataset.user, chosenVersion());
}

// signInWithSig signs in with an account and a UserSig that the visitor enters.
function signInWithSig(event) {
  event.preventDefault();
  const form = event.target.elements;
  const identifier = form.identifier.value.trim();
  storeLogin({ identifier, userSig: form.userSig.value.trim() });
  location.href = userAddress(identifier, chosenVersion());
}

// showWelcomeRooms lists the public live rooms.
function showWelcomeRooms() {
  loadServer(function ({ version: release, rooms }) {
    byId('welcome_version').textContent = release && 'webim-server ' + release;
    byId('welcome_rooms').hidden = !rooms.length;
    byId('welcome_room_list').replaceChildren(...rooms.map((room) =>
      make('li', {}, make('a', { class: 'room-card', href: roomLink(room.id) },
        make('span', { class: 'room-face', 'aria-hidden': 'true' }, icon('live')),
        make('span', {}, make('strong', { text: room.name }), make('small', { text: t('不登录也能围观') }))))));
  });
}
