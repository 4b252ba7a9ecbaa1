// The user of this window. The local server issues signatures for its demo users
// (users.json), as a site's server does for its signed-in user. The address contains the
// choice, so two windows can be two users.

import { params } from '../page/address.js';
import { suggestNick } from './names.js';

export const developmentApp = { sdkAppID: 1400000001, appIDAt3rd: 1400000001, accountType: 1 };

export let demoUsers = []; // [{identifier, nick, sdkAppID, appIDAt3rd, accountType, userSig}]
export let isStrangeHost = false; // the server does not accept the host in the address
export let loginInfo = null; // the signed-in user; without identifier a visitor of a live room

export function loadDemoUsers(cbOk, cbErr) {
  fetch('users.json', { cache: 'no-store' })
    .then(function (answer) {
      isStrangeHost = answer.status === 421;
      if (answer.status === 404 || isStrangeHost) return []; // this server or host issues no signatures
      if (!answer.ok) throw new Error('HTTP ' + answer.status);
      return answer.json();
    })
    .then(function (users) {
      demoUsers = users;
      for (const user of users) suggestNick(user.identifier, user.nick);
      const handed = handedLogin();
      if (handed) suggestNick(handed.identifier, handed.nick);
      loginInfo = handed || users.find((user) => user.identifier === params.get('user')) || anonymousLogin();
      cbOk();
    }, cbErr);
}

// handedLogin returns the login that the admin page, the hosted login or the form of the
// welcome page has stored for this window.
function handedLogin() {
  const text = sessionStorage.getItem('webim.login');
  const login = text && JSON.parse(text);
  return login && login.identifier === params.get('user') ? login : null;
}

// chooseUser signs a demo user in without a navigation.
export function chooseUser(user) {
  loginInfo = user;
}

export function handLogin(login) {
  sessionStorage.setItem('webim.login', JSON.stringify({ ...developmentApp, nick: '', ...login }));
}

// anonymousLogin returns the login of a visitor without account, for live rooms (1.7).
function anonymousLogin() {
  return params.get('room') && !params.get('user') ? { ...developmentApp, identifier: null, userSig: null } : null;
}
