// Signs in and out, in the order of guide 1.2.7: first the sign-in, then unread messages,
// friends and groups.

import { getBlackList } from './model/black_list.js';
import { CONNECTION_STATUS, connectionLost, setConnection, signedOut } from './model/connection.js';
import { dialect, useDialect } from './model/dialect.js';
import { dialect13 } from './model/dialect13.js';
import { dialect17 } from './model/dialect17.js';
import { getFriendRequests, loadSeenRequests } from './model/friend_requests.js';
import { getAllFriend } from './model/friends.js';
import { loadGroupNotices } from './model/group_notices.js';
import { fetchUnreadGroups, getMyGroups } from './model/joined_groups.js';
import { nickOf } from './model/names.js';
import { requestProfile } from './model/profiles.js';
import { loadReceipts } from './model/receipts.js';
import { onMsgNotify } from './model/receiving.js';
import { loginInfo } from './model/users.js';
import { goTo, params, roomAddress, userAddress, version } from './page/address.js';
import { ask } from './page/dialogs.js';
import { byId, setText } from './page/dom.js';
import { errorText, isNetworkError, isSignedOut } from './page/errors.js';
import { emit, on } from './page/events.js';
import { t } from './page/i18n.js';
import { toastError } from './page/toasts.js';
import { avatarKey, personAvatar } from './view/avatars.js';

// signIn calls back when the user is signed in.
export function signIn(cbOk) {
  useDialect(version === '1.3' ? dialect13 : dialect17);
  byId('app').classList.add('signing-in');
  byId('app').hidden = false;
  if (!loginInfo.identifier) return enterAsVisitor(cbOk);
  on('profiles', showMe);
  loadReceipts();
  loadSeenRequests();
  loadGroupNotices();
  showMe();
  setConnection(CONNECTION_STATUS.INIT);
  dialect.signIn(function () {
    signedIn();
    cbOk();
  }, function (err) {
    const choose = () => (location.href = userAddress(null));
    ask({ title: t('没能登录'), text: errorText(err), yes: t('重试'), no: t('换个用户') }, () => location.reload(), choose);
  });
}

function signedIn() {
  webim.syncMsgs(function () {
    setConnection(CONNECTION_STATUS.ON);
    onMsgNotify();
    showSignedIn();
  }, function (err) {
    showSignedIn();
    if (isSignedOut(err)) return signedOut(errorText(err));
    if (isNetworkError(err)) return connectionLost();
    toastError(t('没能取到未读消息'))(err);
  });
  requestProfile(loginInfo.identifier);
  getAllFriend();
  getFriendRequests();
  getBlackList();
  getMyGroups(function () {
    fetchUnreadGroups();
    showSignedIn();
    emit('address'); // now that the groups are known
  });
}

// showSignedIn replaces the list's placeholder as soon as there is data.
function showSignedIn() {
  byId('app').classList.remove('signing-in');
  emit('conversations');
}

// enterAsVisitor shows one live room to an anonymous visitor (1.7).
function enterAsVisitor(cbOk) {
  byId('app').classList.add('visitor');
  byId('room_back').href = userAddress(null);
  document.title = t('webim.js 演示');
  dialect17.signIn(function () {
    byId('app').classList.remove('signing-in');
    goTo(roomAddress(params.get('room')));
    cbOk();
  }, (err) => ask({ title: t('没能进入直播间'), text: errorText(err), yes: t('重试'), once: true }, () => location.reload()));
}

function showMe() {
  const me = loginInfo.identifier;
  if (!me) return;
  if (byId('my_face').dataset.shown !== avatarKey(me)) {
    byId('my_face').dataset.shown = avatarKey(me);
    byId('my_face').replaceChildren(personAvatar(me));
    byId('menu_face').replaceChildren(personAvatar(me));
  }
  setText(byId('menu_nick'), nickOf(me));
  byId('menu_account').textContent = me;
  byId('menu_version').textContent = version;
  byId('menu_other_window').href = userAddress(null);
  const other = version === '1.3' ? '1.7' : '1.3';
  byId('menu_other_version').href = userAddress(me, other);
  byId('menu_other_version').querySelector('span').textContent = t('换成 {version} 版接口的页面', { version: other });
  byId('sign_out').onclick = quitClick;
}

function quitClick() {
  const leave = () => (location.href = userAddress(null));
  byId('sign_out').disabled = true;
  dialect.signOut(leave, function (err) {
    toastError(t('没能退出登录'))(err);
    byId('sign_out').disabled = false;
  });
}
