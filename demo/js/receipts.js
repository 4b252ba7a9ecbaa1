// How far the other side has read (1.7, between two people). The server says so
// once, when it happens; this browser remembers.

const readTimes = new Map(); // account -> unix seconds up to which my messages are read

function receiptsName() {
  return 'read.' + loginInfo.identifier;
}

function loadReceipts() {
  for (const [account, time] of Object.entries(kept(receiptsName(), {}))) readTimes.set(account, time);
}

// onC2cRead hears {Peer_Account, LastReadTime}.
function onC2cRead(pair) {
  if (!(pair.LastReadTime > (readTimes.get(pair.Peer_Account) || 0))) return;
  readTimes.set(pair.Peer_Account, pair.LastReadTime);
  keep(receiptsName(), Object.fromEntries(readTimes));
  showMessages();
}

function isReadByPeer(c, row) {
  return c.type === SessionType.C2C && row.time <= (readTimes.get(c.id) || 0);
}
