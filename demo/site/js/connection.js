// The state of the connection. Only 1.7 tells it (onConnNotify); a 1.3 page has
// no such word, so nothing is shown there.

const CONNECTION_STATUS = { INIT: -1, ON: 0, RECONNECT: 1, OFF: 9999 };
CONNECTION_STATUS.OUT = 'out'; // ours: signed out by another window

const connectionTexts = {
  [CONNECTION_STATUS.INIT]: '连接中',
  [CONNECTION_STATUS.ON]: '已连接',
  [CONNECTION_STATUS.RECONNECT]: '已连接',
  [CONNECTION_STATUS.OFF]: '已断开',
  [CONNECTION_STATUS.OUT]: '已下线',
};

const probePause = 5000; // ms
let connectionStatus = CONNECTION_STATUS.INIT;

function onConnNotify(resp) {
  if (resp.ErrorCode === CONNECTION_STATUS.OFF && connectionStatus !== CONNECTION_STATUS.OFF) setTimeout(probeConnection, probePause);
  showConnection(resp.ErrorCode);
}

// probeConnection: a poll that waits says nothing for a minute, even if the
// network is back. Asking for unread messages says it at once, and brings what
// was missed.
function probeConnection() {
  if (connectionStatus !== CONNECTION_STATUS.OFF) return;
  webim.syncMsgs(function () {
    onMsgNotify();
    getMyGroups();
    if (connectionStatus === CONNECTION_STATUS.OFF) showConnection(CONNECTION_STATUS.RECONNECT);
  }, function (err) {
    if (isSignedOut(err)) return signedOut(errorText(err));
    setTimeout(probeConnection, probePause);
  });
}

function showConnection(status) {
  if (status === CONNECTION_STATUS.RECONNECT && connectionStatus === CONNECTION_STATUS.OFF) toast('连接已恢复');
  connectionStatus = status;
  const element = byId('connection');
  element.hidden = false;
  element.dataset.status = status;
  element.textContent = connectionTexts[status] || '';
  const isOff = status === CONNECTION_STATUS.OFF;
  byId('connection_banner').hidden = !isOff;
  byId('connection_banner').textContent = isOff ? '连接已断开，正在重新连接。期间的消息会在恢复后补上。' : '';
}

// signedOut: nothing works in this window before the next sign-in.
function signedOut(why) {
  showConnection(CONNECTION_STATUS.OUT);
  ask({ title: '已下线', text: why, yes: '重新登录', once: true }, () => location.reload());
}

// onKicked: the account signed in somewhere else, and this window is out.
function onKicked() {
  signedOut('你的帐号在别处登录，这个窗口已退出。');
}
