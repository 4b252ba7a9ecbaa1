// Who this window is. The local server hands out a signature for each of its
// demo users (users.json), as a site's own server does for the person it has
// signed in. The choice stands in the address, so two windows can be two people.

const SessionType = { C2C: 'C2C', GROUP: 'GROUP' };

const params = new URLSearchParams(location.search);
const version = params.get('v') === '1.3' ? '1.3' : '1.7'; // of the API

let demoUsers = []; // [{identifier, nick, sdkAppID, appIDAt3rd, accountType, userSig}]
let loginInfo = null; // the one of them that is signed in

// userAddress is this page as another user or in another version.
function userAddress(identifier, v) {
  const query = new URLSearchParams();
  if (identifier) query.set('user', identifier);
  query.set('v', v || version);
  return location.pathname + '?' + query;
}

function loadDemoUsers(cbOk, cbErr) {
  const handed = handedLogin();
  fetch('users.json', { cache: 'no-store' })
    .then(function (answer) {
      if (answer.status === 404) return []; // a server that hands out no signatures
      if (!answer.ok) throw new Error('HTTP ' + answer.status);
      return answer.json();
    })
    .then(function (users) {
      demoUsers = users;
      for (const user of users) learnProfile(user.identifier, user.nick);
      if (handed) learnProfile(handed.identifier, handed.nick);
      loginInfo = handed || users.find((user) => user.identifier === params.get('user')) || null;
      cbOk();
    }, cbErr);
}

// handedLogin is the login of any user that the server's admin page leaves in
// this window's storage before it opens the demo.
function handedLogin() {
  const text = sessionStorage.getItem('webim.login');
  const login = text && JSON.parse(text);
  return login && login.identifier === params.get('user') ? login : null;
}

// showWelcome is the page without a user: whom do you want to be?
function showWelcome() {
  const cards = demoUsers.map((user) =>
    make('li', {}, make('a', { href: userAddress(user.identifier), class: 'person-card', 'data-user': user.identifier },
      personAvatar(user.identifier), make('span', {}, make('strong', { text: user.nick }), make('small', { text: user.identifier })))));
  byId('welcome_users').replaceChildren(...cards);
  for (const choice of document.getElementsByName('version')) {
    choice.checked = choice.value === version;
    choice.onchange = function () {
      for (const link of byId('welcome_users').querySelectorAll('a')) link.href = userAddress(link.dataset.user, choice.value);
    };
  }
  if (!demoUsers.length) byId('welcome_note').textContent = '这个服务器不发放演示签名，请从管理页面进入。';
  byId('welcome').hidden = false;
}
