// How far the other side has read (1.7, between two people). The server says so
// once, when it happens; this browser remembers.

import { showMessages } from './messages.js';
import { keepForMe, keptForMe } from './my_storage.js';
import { showSessionList } from './session_list.js';
import { loginInfo } from './users.js';

const readTimes = new Map(); // account -> unix seconds up to which my messages are read

export function loadReceipts() {
  for (const [account, time] of Object.entries(keptForMe('read', {}))) readTimes.set(account, Math.max(time, readTimes.get(account) || 0));
}

// Windows of the same user share what they know.
export function initReceipts() {
  addEventListener('storage', function (event) {
    if (event.key !== 'webim.read.' + loginInfo.identifier) return;
    loadReceipts();
    showMessages();
    showSessionList();
  });
}

// onC2cRead handles {Peer_Account, LastReadTime}.
export function onC2cRead(pair) {
  if (!(pair.LastReadTime > (readTimes.get(pair.Peer_Account) || 0))) return;
  readTimes.set(pair.Peer_Account, pair.LastReadTime);
  keepForMe('read', Object.fromEntries(readTimes));
  showMessages();
  showSessionList();
}

export function isReadByPeer(c, row) {
  return c.type === webim.SESSION_TYPE.C2C && row.time <= (readTimes.get(c.id) || 0);
}
