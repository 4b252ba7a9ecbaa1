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
  fetch('users.json', { cache: 'no-store' })
    .then(function (answer) {
      if (!answer.ok) throw new Error('HTTP ' + answer.status);
      return answer.json();
    })
    .then(function (users) {
      demoUsers = users;
      for (const user of users) learnProfile(user.identifier, user.nick);
      loginInfo = users.find((user) => user.identifier === params.get('user')) || null;
      cbOk();
    }, cbErr);
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
  byId('welcome').hidden = false;
}
