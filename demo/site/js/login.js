// Signing in and out, in the order of guide 1.2.7: first the sign-in, then
// unread messages, friends, groups.

const dialect = version === '1.3' ? dialect13 : dialect17;

function signIn() {
  byId('app').classList.add('signing-in');
  byId('app').hidden = false;
  showMe();
  dialect.signIn(signedIn, function (err) {
    const choose = () => (location.href = userAddress(null));
    ask({ title: '没能登录', text: errorText(err), yes: '重试', no: '换个用户' }, () => location.reload(), choose);
  });
}

function signedIn() {
  webim.syncMsgs(function () {
    onMsgNotify();
    signedInFully();
  }, toastError('没能取到未读消息'));
  wantProfile(loginInfo.identifier);
  getAllFriend(showContacts);
  getMyGroups(function () {
    takeUnreadGroups();
    signedInFully();
    followAddress(); // a group in the address is known only now
  });
  showContacts();
  followAddress();
}

// signedInFully ends the list's placeholder: what comes first is shown.
function signedInFully() {
  byId('app').classList.remove('signing-in');
  showSessionList();
}

function showMe() {
  const me = loginInfo.identifier;
  byId('my_face').replaceChildren(personAvatar(me));
  byId('menu_face').replaceChildren(personAvatar(me));
  byId('menu_nick').textContent = nickOf(me);
  byId('menu_account').textContent = me;
  byId('menu_version').textContent = version;
  byId('menu_other_window').href = userAddress(null);
  const other = version === '1.3' ? '1.7' : '1.3';
  byId('menu_other_version').href = userAddress(me, other);
  byId('menu_other_version').querySelector('span').textContent = '换成 ' + other + ' 版接口的页面';
  byId('sign_out').onclick = quitClick;
}

function quitClick() {
  const leave = () => (location.href = userAddress(null));
  byId('sign_out').disabled = true;
  dialect.signOut(leave, function (err) {
    toastError('没能退出登录')(err);
    byId('sign_out').disabled = false;
  });
}
