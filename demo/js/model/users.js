// The user of this window. The local server issues signatures for its demo users
// (users.json), as a site's server does for its signed-in user. The address contains the
// choice, so two windows can be two users.

import { params } from '../page/address.js';
import { suggestNick } from './names.js';

export const developmentApp = { sdkAppID: 1400000001, appIDAt3rd: 1400000001, accountType: 1 };

export let demoUsers = []; // [{identifier, nick, sdkAppID, appIDAt3rd, accountType, userSig}]
export let isUnknownHost = false; // the server does not accept the host in the address
export let loginInfo = null; // the signed-in user; without identifier a visitor of a live room

export function loadDemoUsers(cbOk, cbErr) {
  fetch('users.json', { cache: 'no-store' })
    .then(function (answer) {
      isUnknownHost = answer.status === 421;
      if (answer.status === 404 || isUnknownHost) return []; // this server or host issues no signatures
      if (!answer.ok) throw new Error('HTTP ' + answer.status);
      return answer.json();
    })
    .then(function (users) {
      demoUsers = users;
      for (const user of users) suggestNick(user.identifier, user.nick);
      const stored = storedLogin();
      if (stored) suggestNick(stored.identifier, stored.nick);
      loginInfo = stored || users.find((user) => user.identifier === params.get('user')) || anonymousLogin();
      cbOk();
    }, cbErr);
}

// storedLogin returns the login that the admin page, the hosted login or the form of the
// welcome page has stored for this window.
function storedLogin() {
  const text = sessionStorage.getItem('webim.login');
  const login = text && JSON.parse(text);
  return login && login.identifier === params.get('user') ? login : null;
}

// setUser sets the user who signs in, without a navigation.
export function setUser(user) {
  loginInfo = user;
}

// storeLogin stores a login for this window until the page is loaded again.
export function storeLogin(login) {
  sessionStorage.setItem('webim.login', JSON.stringify({ ...developmentApp, nick: '', ...login }));
}

// anonymousLogin returns the login of a visitor without account, for live rooms (1.7).
function anonymousLogin() {
  return params.get('room') && !params.get('user') ? { ...developmentApp, identifier: null, userSig: null } : null;
}
