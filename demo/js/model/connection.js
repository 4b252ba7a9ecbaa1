// The state of the connection. 1.7 reports it (onConnNotify). 1.3 does not, so the page
// polls it (dialect13.js). Both detect a message that could not be sent.

import { ERROR, errorText, isNetworkError, isSignedOut } from '../page/errors.js';
import { emit } from '../page/events.js';
import { t } from '../page/i18n.js';
import { onMsgNotify } from './receiving.js';
import { loginInfo } from './users.js';

export const CONNECTION_STATUS = { ...webim.CONNECTION_STATUS, OUT: 'out' }; // OUT is the demo's: signed out

const probeDelay = 3000; // ms

export let connectionStatus = CONNECTION_STATUS.INIT;
let probeTimer = 0;

export function isOffline() {
  return connectionStatus === CONNECTION_STATUS.OFF;
}

export function onConnNotify(resp) {
  if (resp.ErrorCode === CONNECTION_STATUS.OFF) connectionLost();
  else setConnection(resp.ErrorCode);
}

// connectionLost is called when a request was lost.
export function connectionLost() {
  if (connectionStatus === CONNECTION_STATUS.OUT) return;
  if (!isOffline()) setConnection(CONNECTION_STATUS.OFF);
  clearTimeout(probeTimer);
  probeTimer = setTimeout(probeConnection, probeDelay);
}

// probeConnection checks the connection, since a pending poll may not respond for a
// minute after the network is back.
function probeConnection() {
  if (isOffline()) checkConnection(() => {});
}

// checkConnection checks whether the server is reachable, by a cheap request. For a
// signed-in user the request also fetches missed messages.
export function checkConnection(then) {
  if (connectionStatus === CONNECTION_STATUS.OUT) return;
  const yes = function () {
    if (isOffline()) setConnection(CONNECTION_STATUS.RECONNECT);
    then(true);
  };
  const no = function (err) {
    if (isSignedOut(err)) return signedOut(errorText(err));
    if (!isNetworkError(err)) return yes(); // it responded
    connectionLost();
    then(false);
  };
  if (!loginInfo.identifier) fetch('server.json', { cache: 'no-store' }).then(yes, () => no({ ErrorCode: ERROR.NETWORK }));
  else webim.syncMsgs(() => { onMsgNotify(); yes(); }, no);
}

// setConnection sets the state.
export function setConnection(status) {
  const isBack = isOffline() && (status === CONNECTION_STATUS.RECONNECT || status === CONNECTION_STATUS.ON);
  connectionStatus = status;
  emit('connection');
  if (isBack) emit('reconnected');
}

// signedOut is called when the session has ended.
export function signedOut(why) {
  setConnection(CONNECTION_STATUS.OUT);
  emit('signedOut', why);
}

// The server's reasons for the end of a session.
const endTexts = {
  elsewhere: '你的帐号在别处登录，这个窗口已退出。',
  disabled: '这个帐号已被管理员停用',
  revoked: '网站后台已结束本次登录。',
  logoutAll: '你在另一个窗口退出了所有登录。',
  expired: '登录已失效，请重新登录',
};

let endReason = '';

// onSessionEnd is called before onKicked, with the reason.
export function onSessionEnd(reason) {
  endReason = reason;
}

// onKicked handles the end of the session. Servers that give no reason end it when the
// account signs in elsewhere.
export function onKicked() {
  if (connectionStatus !== CONNECTION_STATUS.OUT) signedOut(t(endTexts[endReason] || endTexts.elsewhere));
}

addEventListener('offline', connectionLost);
addEventListener('online', probeConnection);
