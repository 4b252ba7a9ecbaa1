// Turns messages into the rows of a conversation, each once and in order.

import { conversation } from './conversations.js';
import { saveForUser, savedForUser } from './my_storage.js';
import { isTypingMessage, onTypingMessage } from './typing.js';
import { loginInfo } from './users.js';

// messageKey returns the identity of a message, regardless of its source: the server's
// number in a group, the sender's pair of numbers in a one-to-one conversation.
function messageKey(c, msg) {
  return c.type === webim.SESSION_TYPE.GROUP ? 'seq' + msg.seq : [msg.isSend, msg.seq, msg.random].join();
}

function newRow(msg, key) {
  return { msg, upload: null, key, seq: msg.seq, time: msg.time, state: '', error: '' };
}

// isMine reports whether the user has sent a row. Rows that are being uploaded have no
// message yet.
export function isMine(row) {
  return !row.msg || row.msg.isSend;
}

export function senderOf(row) {
  return isMine(row) ? loginInfo.identifier : row.msg.fromAccount;
}

// addNewMessages adds the new messages of the SDK's store to the rows and returns them:
// [{c, row}]. The SDK inserts late messages in order, so not all new ones are at the end.
export function addNewMessages() {
  const news = [];
  const sessMap = webim.MsgStore.sessMap();
  for (const skey in sessMap) {
    const sess = sessMap[skey];
    const c = conversation(sess.type(), sess.id());
    const added = [];
    for (let i = sess.msgCount() - 1; i >= 0 && c.seenCount < sess.msgCount(); i--) {
      const msg = sess.msg(i);
      if (c.seen.has(msg)) continue;
      c.seen.add(msg);
      c.seenCount++;
      const row = addMessage(c, msg, sess.msg(i + 1));
      if (row) added.unshift({ c, row });
    }
    news.push(...added);
  }
  return news;
}

// addMessage places a message before the one that follows it in the store.
function addMessage(c, msg, next) {
  const key = messageKey(c, msg);
  if (c.keys.has(key) || isDeleted(c, key) || matchEcho(c, msg, key)) return null;
  if (isTypingMessage(msg)) {
    onTypingMessage(c, msg);
    return null;
  }
  const row = newRow(msg, key);
  c.keys.set(key, row);
  const at = next ? c.rows.indexOf(c.keys.get(messageKey(c, next))) : -1;
  placeRow(c, row, at < 0 ? c.rows.length : at);
  return row;
}

// placeRow inserts a row: in a group by its number, otherwise at the given index. A row
// without a number is the newest, unless it has failed, which gives it a place.
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

// addHistory inserts a page of older messages, which is sorted, into the rows. It starts
// with the newest and places each before the messages that are newer.
export function addHistory(c, list) {
  let at = c.rows.length;
  for (const item of list.slice().reverse()) {
    const msg = item.msg || item; // 1.3 has {msg}
    const key = messageKey(c, msg);
    if (c.keys.has(key)) {
      at = c.rows.indexOf(c.keys.get(key));
      continue;
    }
    if (isDeleted(c, key) || isTypingMessage(msg) || matchEcho(c, msg, key)) continue;
    while (at > 0 && c.rows[at - 1].time > msg.time) at--;
    const row = newRow(msg, key);
    c.keys.set(key, row);
    placeRow(c, row, at);
  }
  addNewMessages();
}

// addEcho adds a row for a message that is about to be sent.
export function addEcho(c, msg) {
  const row = newRow(msg, null);
  identifyEcho(c, row);
  row.state = 'sending';
  c.rows.push(row);
  return row;
}

// identifyEcho sets the key of an unsent row. In a group the server assigns it later.
export function identifyEcho(c, row) {
  row.seq = c.type === webim.SESSION_TYPE.GROUP ? null : row.msg.seq;
  row.key = c.type === webim.SESSION_TYPE.GROUP ? null : messageKey(c, row.msg);
  if (row.key) c.keys.set(row.key, row);
}

// confirmEcho handles the acknowledgment of a message. In a group it brings the number;
// the poll may have delivered the message before.
export function confirmEcho(c, row, resp) {
  row.state = '';
  if (resp.MsgTime) row.time = resp.MsgTime;
  const from = c.rows.indexOf(row);
  if (c.type !== webim.SESSION_TYPE.GROUP) {
    // A message that was sent again is after those that arrived meanwhile.
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

// matchEcho handles a polled group message that this window is sending. It is recognized
// by the random number, which 1.7 sends.
function matchEcho(c, msg, key) {
  if (c.type !== webim.SESSION_TYPE.GROUP || !msg.isSend) return false;
  const row = c.rows.find((r) => r.seq === null && r.msg && r.msg.random === msg.random);
  if (!row) return false;
  c.rows.splice(c.rows.indexOf(row), 1);
  Object.assign(row, { msg, key, seq: msg.seq, time: msg.time, state: '' });
  c.keys.set(key, row);
  placeRow(c, row);
  return true;
}

// Messages that were deleted in this browser. The API has no call for that, so the browser
// stores their keys and does not show them again.
const maxDeleted = 2000; // keys; the oldest are dropped first

function isDeleted(c, key) {
  return deletedMessages().has(c.key + ' ' + key);
}

let deletedNames = null; // read once

function deletedMessages() {
  if (!deletedNames) deletedNames = new Set(savedForUser('deleted', []));
  return deletedNames;
}

export function deleteRow(c, row) {
  c.rows.splice(c.rows.indexOf(row), 1);
  if (row.key && row.state === '') {
    deletedMessages().add(c.key + ' ' + row.key);
    saveForUser('deleted', [...deletedMessages()].slice(-maxDeleted));
  }
}
