// Shows the state of the connection, and the end of the session.

import { CONNECTION_STATUS, connectionStatus, isOffline } from '../model/connection.js';
import { ask } from '../page/dialogs.js';
import { byId, setText } from '../page/dom.js';
import { on } from '../page/events.js';
import { t } from '../page/i18n.js';
import { toast } from '../page/toasts.js';

const connectionTexts = {
  [CONNECTION_STATUS.INIT]: '连接中',
  [CONNECTION_STATUS.ON]: '已连接',
  [CONNECTION_STATUS.RECONNECT]: '已连接',
  [CONNECTION_STATUS.OFF]: '已断开',
  [CONNECTION_STATUS.OUT]: '已下线',
};

function showConnection() {
  const element = byId('connection');
  element.hidden = false;
  element.dataset.status = connectionStatus;
  setText(element, t(connectionTexts[connectionStatus] || ''));
  byId('connection_banner').hidden = !isOffline();
  setText(byId('connection_banner'), isOffline() ? t('连接已断开，正在重新连接。期间写下的消息会在恢复后自动发出。') : '');
}

// showSignedOut disables the window until the next sign-in.
function showSignedOut(why) {
  ask({ title: t('已下线'), text: why, yes: t('重新登录'), once: true }, () => location.reload());
}

export function initConnectionState() {
  on('connection', showConnection);
  on('reconnected', () => toast(t('连接已恢复')));
  on('signedOut', showSignedOut);
}
