// How messages become the rows of a conversation, each once and in order.

import { conversation } from './conversations.js';
import { keepForMe, keptForMe } from './my_storage.js';
import { heardTyping, isTypingMessage } from './typing.js';

// messageKey names a message for good, wherever it came from. A group's
// messages are numbered by the server; between two people it is the pair of
// numbers that the sender made.
function messageKey(c, msg) {
  return c.type === webim.SESSION_TYPE.GROUP ? 'seq' + msg.seq : [msg.isSend, msg.seq, msg.random].join();
}

function newRow(msg, key) {
  return { msg, upload: null, key, seq: msg.seq, time: msg.time, state: '', error: '' };
}

// takeMessages brings everything new in the SDK's store into the rows and
// returns what was new: [{c, row}]. The SDK files a message that comes late where it
// belongs, so that not all of the new ones are at the end.
export function takeMessages() {
  const news = [];
  const sessMap = webim.MsgStore.sessMap();
  for (const skey in sessMap) {
    const sess = sessMap[skey];
    const c = conversation(sess.type(), sess.id());
    const taken = [];
    for (let i = sess.msgCount() - 1; i >= 0 && c.taken < sess.msgCount(); i--) {
      const msg = sess.msg(i);
      if (c.seen.has(msg)) continue;
      c.seen.add(msg);
      c.taken++;
      const row = takeMessage(c, msg, sess.msg(i + 1));
      if (row) taken.unshift({ c, row });
    }
    news.push(...taken);
  }
  return news;
}

// takeMessage places a message in front of the one that follows it in the store.
function takeMessage(c, msg, next) {
  const key = messageKey(c, msg);
  if (c.keys.has(key) || isDeleted(c, key) || takeEcho(c, msg, key)) return null;
  if (isTypingMessage(msg)) {
    heardTyping(c, msg);
    return null;
  }
  const row = newRow(msg, key);
  c.keys.set(key, row);
  const at = next ? c.rows.indexOf(c.keys.get(messageKey(c, next))) : -1;
  placeRow(c, row, at < 0 ? c.rows.length : at);
  return row;
}

// placeRow keeps a group in the order of its numbers; a row without one is
// newer than all, unless it has failed, which gives it a place. Otherwise the row
// goes where at says.
function placeRow(c, row, at) {
  if (c.type === webim.SESSION_TYPE.GROUP) {
    at = c.rows.length;
    while (at > 0 && !(orderOf(c.rows[at - 1]) <= orderOf(row))) at--;
  }
  c.rows.splice(at, 0, row);
}

function orderOf(row) {
  return row.seq ?? (row.state === 'failed' ? row.place : Infinity);
}

export function newestSeq(c) {
  return c.rows.reduce((newest, row) => Math.max(newest, row.seq || 0), 0);
}

// takeHistory puts a page of older messages, oldest first, among the rows. From
// the newest of them on, each goes in front of what is known to be younger.
export function takeHistory(c, list) {
  let at = c.rows.length;
  for (const item of list.slice().reverse()) {
    const msg = item.msg || item; // 1.3 hands out {msg}
    const key = messageKey(c, msg);
    if (c.keys.has(key)) {
      at = c.rows.indexOf(c.keys.get(key));
      continue;
    }
    if (isDeleted(c, key) || isTypingMessage(msg) || takeEcho(c, msg, key)) continue;
    while (at > 0 && c.rows[at - 1].time > msg.time) at--;
    const row = newRow(msg, key);
    c.keys.set(key, row);
    placeRow(c, row, at);
  }
  takeMessages();
}

// addEcho shows a message that is about to be sent.
export function addEcho(c, msg) {
  const row = newRow(msg, null);
  nameEcho(c, row);
  row.state = 'sending';
  c.rows.push(row);
  return row;
}

// nameEcho gives a row of mine its key: in a group the server makes it.
export function nameEcho(c, row) {
  row.seq = c.type === webim.SESSION_TYPE.GROUP ? null : row.msg.seq;
  row.key = c.type === webim.SESSION_TYPE.GROUP ? null : messageKey(c, row.msg);
  if (row.key) c.keys.set(row.key, row);
}

// settleEcho: the server has the message. In a group its number is known only
// now; the same message may have come by the poll before.
export function settleEcho(c, row, resp) {
  row.state = '';
  if (resp.MsgTime) row.time = resp.MsgTime;
  const from = c.rows.indexOf(row);
  if (c.type !== webim.SESSION_TYPE.GROUP) {
    // Sent again, it is behind what came meanwhile.
    c.rows.splice(from, 1);
    let at = c.rows.length;
    while (at > from && (isUnsent(c.rows[at - 1]) || c.rows[at - 1].time > row.time)) at--;
    return c.rows.splice(at, 0, row);
  }
  if (row.seq !== null || !resp.MsgSeq) return;
  const key = 'seq' + resp.MsgSeq;
  c.rows.splice(from, 1);
  if (c.keys.has(key)) return;
  row.seq = resp.MsgSeq;
  row.key = key;
  c.keys.set(key, row);
  placeRow(c, row);
}

function isUnsent(row) {
  return row.state !== '';
}

// takeEcho: the poll brings what this window is just sending to a group. 1.7
// sends the message's random number along, so it is known again.
function takeEcho(c, msg, key) {
  if (c.type !== webim.SESSION_TYPE.GROUP || !msg.isSend) return false;
  const row = c.rows.find((r) => r.seq === null && r.msg && r.msg.random === msg.random);
  if (!row) return false;
  c.rows.splice(c.rows.indexOf(row), 1);
  Object.assign(row, { msg, key, seq: msg.seq, time: msg.time, state: '' });
  c.keys.set(key, row);
  placeRow(c, row);
  return true;
}

// Messages that were deleted in this browser. The API has no call for that, so
// it is this browser that does not show them again.
const mostDeleted = 2000; // names kept; older ones are forgotten first

function isDeleted(c, key) {
  return deletedMessages().has(c.key + ' ' + key);
}

let deletedNames = null; // read once

function deletedMessages() {
  if (!deletedNames) deletedNames = new Set(keptForMe('deleted', []));
  return deletedNames;
}

export function deleteRow(c, row) {
  c.rows.splice(c.rows.indexOf(row), 1);
  if (row.key && row.state === '') {
    deletedMessages().add(c.key + ' ' + row.key);
    keepForMe('deleted', [...deletedMessages()].slice(-mostDeleted));
  }
}
