// The state of the connection. Only 1.7 tells it (onConnNotify); a 1.3 page has
// no such word, so nothing is shown there.

const CONNECTION_STATUS = { INIT: -1, ON: 0, RECONNECT: 1, OFF: 9999 };

const connectionTexts = {
  [CONNECTION_STATUS.INIT]: '连接中',
  [CONNECTION_STATUS.ON]: '已连接',
  [CONNECTION_STATUS.RECONNECT]: '已恢复',
  [CONNECTION_STATUS.OFF]: '已断开',
};

function onConnNotify(resp) {
  showConnection(resp.ErrorCode);
  if (resp.ErrorCode === CONNECTION_STATUS.RECONNECT) toast('连接已恢复');
}

function showConnection(status) {
  const element = byId('connection');
  element.hidden = false;
  element.dataset.status = status;
  element.textContent = connectionTexts[status] || '';
  const isOff = status === CONNECTION_STATUS.OFF;
  byId('connection_banner').hidden = !isOff;
  byId('connection_banner').textContent = isOff ? '连接已断开，正在重新连接。期间的消息会在恢复后补上。' : '';
}
