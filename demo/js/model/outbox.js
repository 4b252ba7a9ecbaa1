// Sending. Each conversation has a queue and sends one message at a time, so both sides
// see the same order, also of a text after a picture that takes long. Messages wait
// while the server is unreachable. A message that the server refuses fails, keeps its
// place, and does not delay others.
//
// A retry sends the same record with the same numbers, by which the server recognizes
// duplicates.

import { errorText, isNetworkError } from '../page/errors.js';
import { emit, on } from '../page/events.js';
import { t } from '../page/i18n.js';
import { toast } from '../page/toasts.js';
import { checkConnection, isOffline } from './connection.js';
import { conversation, conversations } from './conversations.js';
import { newMessage } from './message_content.js';
import { onMuteError } from './my_mute.js';
import { openConversation } from './open_conversation.js';
import { claimUnsent, deleteUnsent, saveUnsent } from './outbox_store.js';
import { addEcho, addNewMessages, confirmEcho, newestSeq } from './rows.js';
import { clearUnread } from './unread.js';
import { addUploadRow, stopUpload, upload } from './uploads.js';
import { loginInfo } from './users.js';

const maxTries = 3; // of a message that fails although the server can be reached
const retryDelay = 1000; // ms, times the number of tries

let lastId = 0;

// sendContent sends a message to the open conversation (message_content.js).
export function sendContent(content) {
  sendTo(openConversation, content);
}

export function sendTo(c, content) {
  const row = content.kind === 'file' ? addUploadRow(c, content) : addEcho(c, newMessage(c, content));
  row.content = content;
  row.id = lastId = Math.max(Date.now(), lastId + 1);
  clearUnread(c);
  emit('written', c);
  store(c, row);
  enqueue(c, row);
}

// enqueue puts a row at the end of its conversation's queue.
export function enqueue(c, row) {
  Object.assign(row, { state: 'waiting', error: '', tries: 0 });
  if (!c.queue.includes(row)) c.queue.push(row);
  sendNext(c);
  emit('messages');
}

// sendNext sends the first row of a queue, unless it is in flight or has to wait.
function sendNext(c) {
  const row = c.queue[0];
  if (!row || row.state === 'sending' || row.state === 'uploading' || isOffline()) return;
  const attempt = row.attempt = {}; // responses to earlier attempts are ignored
  const settle = (what) => (...values) => row.attempt === attempt && what(c, row, ...values);
  if (row.upload) upload(c, row, () => sendMessage(c, row, settle), settle(onSendError));
  else sendMessage(c, row, settle);
}

function sendMessage(c, row, settle) {
  row.state = 'sending';
  webim.sendMsg(row.msg, settle(sent), settle(onSendError));
  emit('messages');
}

function sent(c, row, resp) {
  dequeue(c, row);
  deleteUnsent(row.id);
  confirmEcho(c, row, resp);
  addNewMessages();
  sendNext(c);
  emit('messages');
}

// onSendError distinguishes an unreachable server, for which the whole queue waits, from an
// error response, after which the number of retries is limited.
function onSendError(c, row, err) {
  row.state = 'waiting';
  if (!isNetworkError(err)) {
    onMuteError(c, err);
    return failed(c, row, errorText(err));
  }
  emit('messages');
  checkConnection(function (isReachable) {
    if (!isReachable || c.queue[0] !== row) return;
    row.tries++;
    if (row.tries >= maxTries) return failed(c, row, t('服务器没有接受，请稍后重试'));
    setTimeout(() => sendNext(c), retryDelay * row.tries);
  });
}

function failed(c, row, error) {
  dequeue(c, row);
  Object.assign(row, { state: 'failed', error });
  row.place = newestSeq(c) + 0.5; // in a group
  toast(t('消息没有发出：') + error, 'error');
  store(c, row);
  sendNext(c);
  emit('messages');
}

// cancelSending removes a row from its queue and the store.
export function cancelSending(c, row) {
  const wasFirst = c.queue[0] === row;
  dequeue(c, row);
  deleteUnsent(row.id);
  if (row.upload) stopUpload(row);
  if (wasFirst) sendNext(c);
}

function dequeue(c, row) {
  row.attempt = null;
  const at = c.queue.indexOf(row);
  if (at >= 0) c.queue.splice(at, 1);
}

on('reconnected', function () {
  for (const c of conversations.values()) sendNext(c);
});

function store(c, row) {
  if (!row.id || row.content.kind === 'copy') return;
  const { seq, random, time } = row.msg || {};
  saveUnsent({ id: row.id, user: loginInfo.identifier, type: c.type, to: c.id, content: row.content, error: row.error, place: row.place, seq, random, time });
}

// restoreOutbox shows and sends what earlier pages of the user have not sent. Messages
// that failed stay failed until the user sends them again.
export function restoreOutbox() {
  claimUnsent(loginInfo.identifier, restore);
}

function restore(entries) {
  for (const entry of entries) {
    const c = conversation(entry.type, entry.to);
    const row = entry.content.kind === 'file' ? addUploadRow(c, entry.content) : addEcho(c, newMessage(c, entry.content, entry));
    Object.assign(row, { id: entry.id, content: entry.content });
    lastId = Math.max(lastId, entry.id);
    if (entry.error) Object.assign(row, { state: 'failed', error: entry.error, place: entry.place });
    else enqueue(c, row);
  }
  emit('messages');
}
