// Sending. What cannot reach the server waits and goes out by itself, in the
// order in which it was written, once the connection is back. A message that is
// repeated is the same record with the same numbers, so that the server knows it.

import { openConversation, setAtNewest } from './chat.js';
import { isOffline, noticedOffline } from './connection.js';
import { conversationName } from './conversations.js';
import { errorText, isNetworkError } from './errors.js';
import { t } from './i18n.js';
import { showMessages } from './messages.js';
import { nickOf } from './names.js';
import { addEcho, settleEcho, takeMessages } from './rows.js';
import { showSessionList } from './session_list.js';
import { toast } from './toasts.js';
import { forgetNew } from './unread.js';
import { upload } from './uploads.js';
import { loginInfo } from './users.js';

const outbox = []; // {c, row} that wait, in the order of writing
let isEmptyingOutbox = false;

// sendElems sends a message to the open conversation; fill adds its elements.
export function sendElems(fill) {
  const c = openConversation;
  const row = addEcho(c, newMessage(c, fill));
  forgetNew(c);
  setAtNewest(true);
  transmit(c, row);
}

export function newMessage(c, fill) {
  const sess = webim.MsgStore.sessByTypeId(c.type, c.id) || new webim.Session(c.type, c.id, conversationName(c), '', Math.round(Date.now() / 1000));
  // A number below 0 has the SDK make its own.
  const msg = new webim.Msg(sess, true, -1, -1, -1, loginInfo.identifier, webim.C2C_MSG_SUB_TYPE.COMMON, nickOf(loginInfo.identifier));
  fill(msg);
  return msg;
}

// transmit sends a row now, or when its turn comes.
export function transmit(c, row) {
  if (outbox.length > 0 || isOffline()) {
    wait(c, row);
    emptyOutbox();
  } else deliver(c, row);
  showMessages();
  showSessionList();
}

function wait(c, row) {
  row.state = 'waiting';
  if (outbox.some((item) => item.row === row)) return;
  outbox.push({ c, row });
  const written = (item) => item.row.written || (item.row.written = ++lastWritten);
  outbox.forEach(written);
  outbox.sort((a, b) => written(a) - written(b));
}

let lastWritten = 0;

// deliver sends a row, a file's bytes first. then hears whether the network was there.
export function deliver(c, row, then) {
  row.written = row.written || ++lastWritten;
  if (row.upload) return upload(c, row, then);
  row.state = 'sending';
  webim.sendMsg(row.msg, function (resp) {
    settleEcho(c, row, resp);
    takeMessages();
    delivered(true, then);
  }, (err) => notDelivered(c, row, err, then));
}

export function notDelivered(c, row, err, then) {
  if (isNetworkError(err)) {
    wait(c, row);
    noticedOffline();
    return delivered(false, then);
  }
  row.state = 'failed';
  row.error = errorText(err);
  toast(t('消息没有发出：') + row.error, 'error');
  delivered(true, then);
}

function delivered(hasNetwork, then) {
  showMessages();
  showSessionList();
  if (then) then(hasNetwork);
}

// emptyOutbox sends one after the other, and stops when the network does.
export function emptyOutbox() {
  if (isEmptyingOutbox || !outbox.length || isOffline()) return;
  isEmptyingOutbox = true;
  const { c, row } = outbox[0];
  deliver(c, row, function (hasNetwork) {
    isEmptyingOutbox = false;
    if (!hasNetwork) return;
    forgetUnsent(row);
    emptyOutbox();
  });
  showMessages();
}

export function forgetUnsent(row) {
  const at = outbox.findIndex((item) => item.row === row);
  if (at >= 0) outbox.splice(at, 1);
}
