// The conversations of this window. webim.MsgStore holds what the SDK has
// received, in the order of arrival; a conversation here holds what is shown:
// the same messages in their own order, and those that are still on their way.
//
//   rows       [{msg, key, seq, time, state, error}], oldest first; state is
//              '', 'sending' or 'failed', seq counts in groups only
//   taken      how many messages of the SDK's session are among the rows
//   name       a group's, when it is known before the list of my groups has it
//   baseUnread what the server counted as unread before this sign-in
//   preview    last line for the session list while there are no rows
//   history    what is known of older messages (history.js)
//   closed     why nothing can be sent any more, or ''

const conversations = new Map();

function conversation(type, id) {
  const key = type + id;
  if (!conversations.has(key)) {
    conversations.set(key, {
      key, type, id,
      rows: [], keys: new Map(), taken: 0, baseUnread: 0, name: '', preview: '', previewTime: 0, draft: '', closed: '',
      history: { started: false, loading: false, finished: false, next: null },
    });
    if (type === SessionType.C2C) wantProfile(id);
  }
  return conversations.get(key);
}

function forgetConversation(type, id) {
  conversations.delete(type + id);
  webim.MsgStore.delSessByTypeId(type, id);
}

function conversationName(c) {
  if (c.type === SessionType.C2C) return nickOf(c.id);
  const group = myGroups.get(c.id);
  const sess = webim.MsgStore.sessByTypeId(c.type, c.id);
  return (group && group.Name) || c.name || (sess && sess.name()) || c.id;
}

function conversationAvatar(c) {
  if (c.type === SessionType.C2C) return personAvatar(c.id);
  const group = myGroups.get(c.id);
  return avatar(c.type, c.id, '', group && group.FaceUrl);
}

function conversationTime(c) {
  const last = c.rows[c.rows.length - 1];
  return Math.max(last ? last.time : 0, c.previewTime);
}

function unreadOf(c) {
  const sess = webim.MsgStore.sessByTypeId(c.type, c.id);
  return Math.max(0, c.baseUnread + (sess ? sess.unread() : 0));
}

// messageKey names a message for good, wherever it came from. A group's
// messages are numbered by the server; between two people it is the pair of
// numbers that the sender made.
function messageKey(c, msg) {
  return c.type === SessionType.GROUP ? 'seq' + msg.seq : [msg.isSend, msg.seq, msg.random].join();
}

// takeMessages brings everything new in the SDK's store into the rows and
// answers what was new: [{c, row}].
function takeMessages() {
  const news = [];
  const sessMap = webim.MsgStore.sessMap();
  for (const skey in sessMap) {
    const sess = sessMap[skey];
    const c = conversation(sess.type(), sess.id());
    while (c.taken < sess.msgCount()) {
      const row = takeMessage(c, sess.msg(c.taken++));
      if (row) news.push({ c, row });
    }
  }
  return news;
}

function takeMessage(c, msg) {
  const key = messageKey(c, msg);
  if (c.keys.has(key) || takeEcho(c, msg, key)) return null;
  const row = { msg, key, seq: msg.seq, time: msg.time, state: '', error: '' };
  c.keys.set(key, row);
  placeRow(c, row, c.rows.length);
  return row;
}

// placeRow keeps a group in the order of its numbers; a row without one is
// newer than all. Otherwise the row goes where at says.
function placeRow(c, row, at) {
  if (c.type === SessionType.GROUP) {
    at = c.rows.length;
    while (at > 0 && !(c.rows[at - 1].seq <= (row.seq === null ? Infinity : row.seq))) at--;
  }
  c.rows.splice(at, 0, row);
}

// takeHistory puts a page of older messages, oldest first, among the rows. From
// the newest of them on, each goes in front of what is known to be younger.
function takeHistory(c, list) {
  let at = c.rows.length;
  for (const item of list.slice().reverse()) {
    const msg = item.msg || item; // 1.3 hands out {msg}
    const key = messageKey(c, msg);
    if (c.keys.has(key)) {
      at = c.rows.indexOf(c.keys.get(key));
      continue;
    }
    if (takeEcho(c, msg, key)) continue;
    while (at > 0 && c.rows[at - 1].time >= msg.time) at--;
    const row = { msg, key, seq: msg.seq, time: msg.time, state: '', error: '' };
    c.keys.set(key, row);
    placeRow(c, row, at);
  }
  takeMessages();
}

// addEcho shows a message that is about to be sent.
function addEcho(c, msg) {
  const isGroup = c.type === SessionType.GROUP;
  const row = { msg, key: isGroup ? null : messageKey(c, msg), seq: isGroup ? null : msg.seq, time: msg.time, state: 'sending', error: '' };
  if (row.key) c.keys.set(row.key, row);
  c.rows.push(row);
  return row;
}

// settleEcho: the server has the message. In a group its number is known only
// now; the same message may have come by the poll before.
function settleEcho(c, row, resp) {
  row.state = '';
  if (resp.MsgTime) row.time = resp.MsgTime;
  if (c.type !== SessionType.GROUP || row.seq !== null || !resp.MsgSeq) return;
  const key = 'seq' + resp.MsgSeq;
  c.rows.splice(c.rows.indexOf(row), 1);
  if (c.keys.has(key)) return;
  row.seq = resp.MsgSeq;
  row.key = key;
  c.keys.set(key, row);
  placeRow(c, row);
}

// takeEcho: the poll brings what this window is just sending to a group. 1.7
// sends the message's random number along, so it is known again.
function takeEcho(c, msg, key) {
  if (c.type !== SessionType.GROUP || !msg.isSend) return false;
  const row = c.rows.find((r) => r.seq === null && r.msg.random === msg.random);
  if (!row) return false;
  c.rows.splice(c.rows.indexOf(row), 1);
  Object.assign(row, { msg, key, seq: msg.seq, time: msg.time, state: '' });
  c.keys.set(key, row);
  placeRow(c, row);
  return true;
}
