// How far the peer has read (1.7, one-to-one messages). The server notifies the pages
// that are open then, and this browser stores it. webim-server also reports it in the
// recent contacts, for the time in which no page was open.

import { emit } from '../page/events.js';
import { saveForUser, savedForUser } from './my_storage.js';
import { loginInfo } from './users.js';

const readTimes = new Map(); // account -> unix seconds up to which my messages are read

export function loadReceipts() {
  for (const [account, time] of Object.entries(savedForUser('read', {}))) readTimes.set(account, Math.max(time, readTimes.get(account) || 0));
}

// initReceipts follows the user's other windows.
export function initReceipts() {
  addEventListener('storage', function (event) {
    if (event.key !== 'webim.read.' + loginInfo.identifier) return; // my_storage.js
    loadReceipts();
    emit('messages');
  });
}

// onC2cRead handles {Peer_Account, LastReadTime}.
export function onC2cRead(pair) {
  if (!setReadTime(pair.Peer_Account, pair.LastReadTime)) return;
  emit('messages');
}

// setReadTime stores a time and reports whether it is later than the stored one. The
// protocol has seconds, so two messages of one second are read together.
export function setReadTime(account, time) {
  if (!(time > (readTimes.get(account) || 0))) return false;
  readTimes.set(account, time);
  saveForUser('read', Object.fromEntries(readTimes));
  return true;
}

export function isReadByPeer(c, row) {
  return c.type === webim.SESSION_TYPE.C2C && row.time <= (readTimes.get(c.id) || 0);
}
