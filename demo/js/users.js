// Who this window is. The local server hands out a signature for each of its
// demo users (users.json), as a site's own server does for the person it has
// signed in. The choice stands in the address, so two windows can be two people.

import { params } from './address.js';
import { suggestNick } from './names.js';

export const developmentApp = { sdkAppID: 1400000001, appIDAt3rd: 1400000001, accountType: 1 };

export let demoUsers = []; // [{identifier, nick, sdkAppID, appIDAt3rd, accountType, userSig}]
export let isStrangeHost = false; // the server does not go by the name in the address
export let loginInfo = null; // who is signed in; without identifier: a visitor of a live room

export function loadDemoUsers(cbOk, cbErr) {
  fetch('users.json', { cache: 'no-store' })
    .then(function (answer) {
      isStrangeHost = answer.status === 421;
      if (answer.status === 404 || isStrangeHost) return []; // a server that hands out no signatures, or not here
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

// handedLogin is the login of any user that the server's admin page, the hosted
// login or the welcome page's form leaves in this window's storage.
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

// anonymousLogin: a live room can be watched without being anybody (1.7).
function anonymousLogin() {
  return params.get('room') && !params.get('user') ? { ...developmentApp, identifier: null, userSig: null } : null;
}
