// The page without a user: whom do you want to be, and in which version?

function showWelcome() {
  const cards = demoUsers.map((user) =>
    make('li', {}, make('a', { href: userAddress(user.identifier), class: 'person-card', 'data-user': user.identifier },
      personAvatar(user.identifier), make('span', {}, make('strong', { text: user.nick }), make('small', { text: user.identifier })))));
  byId('welcome_users').replaceChildren(...cards);
  byId('welcome_people').hidden = !cards.length;
  for (const choice of document.getElementsByName('version')) {
    choice.checked = choice.value === version;
    choice.onchange = chooseVersion;
  }
  if (!demoUsers.length) {
    byId('welcome_note').textContent = isStrangeHost
      ? t('本服务器不使用这个主机名，因此在这里不提供演示用户。请用 localhost 或本机地址访问，或者启动时用 -host 声明这个名字。')
      : t('这个服务器不发放演示签名，请用 UserSig 登录，或从管理页面进入。');
    byId('other_ways').open = true;
  }
  byId('sig_login').onsubmit = signInWithSig;
  byId('hosted_login').hidden = !demoUsers.length; // both are off on a private server
  byId('hosted_login_go').onclick = tlsLogin;
  showWelcomeRooms();
  byId('welcome').hidden = false;
}

function chosenVersion() {
  return document.querySelector('#welcome input[name="version"]:checked').value;
}

function chooseVersion() {
  for (const link of byId('welcome_users').querySelectorAll('a')) link.href = userAddress(link.dataset.user, chosenVersion());
}

// signInWithSig is the way in for any account of a server that names no demo users.
function signInWithSig(event) {
  event.preventDefault();
  const form = event.target.elements;
  const identifier = form.identifier.value.trim();
  handLogin({ identifier, userSig: form.userSig.value.trim() });
  location.href = userAddress(identifier, chosenVersion());
}

// showWelcomeRooms lists the rooms that anybody may watch.
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
