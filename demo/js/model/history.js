// Older messages. Groups have them in both versions of the API (syncGroupMsgs,
// guide 4.8); one-to-one messages only in 1.7 (getC2CHistoryMsgs).

import { ERROR } from '../page/errors.js';
import { emit } from '../page/events.js';
import { t } from '../page/i18n.js';
import { toastError } from '../page/toasts.js';
import { setClosed } from './conversations.js';
import { dialect } from './dialect.js';
import { myGroups } from './groups.js';
import { addHistory } from './rows.js';

// The largest pages that the SDK and the protocol allow.
export const c2cPage = 15;
const groupPage = 20;

// loadHistory loads one page and calls then when it has loaded or failed.
export function loadHistory(c, then = () => {}) {
  const h = c.history;
  if (h.loading) return h.waiting.push(then);
  if (h.finished) return then();
  h.waiting = [then];
  h.loading = true;
  h.started = true;
  const done = function (err) {
    h.loading = false;
    h.failed = Boolean(err);
    if (err && isOutside(c, err)) {
      h.finished = true;
      setClosed(c, t('你不在这个群里，或者群已经解散'));
    } else if (err) toastError(t('没能取到历史消息'))(err);
    const waiting = h.waiting.splice(0);
    emit('history', c, err);
    emit('conversations');
    for (const call of waiting) call();
  };
  if (c.type === webim.SESSION_TYPE.GROUP) loadGroupHistory(c, done);
  else if (dialect.getC2CHistory) dialect.getC2CHistory(c, done);
  else {
    h.finished = true;
    done();
  }
}

// isOutside reports whether the address names a group that the user has not joined.
function isOutside(c, err) {
  return c.type === webim.SESSION_TYPE.GROUP && !myGroups.has(c.id) && [ERROR.NO_PERMISSION, ERROR.NO_GROUP, ERROR.INVALID_GROUP].includes(err.ErrorCode);
}

function loadGroupHistory(c, done) {
  if (c.history.next !== null) return getGroupMessages(c, c.history.next, done);
  const options = { GroupIdList: [c.id], GroupBaseInfoFilter: ['NextMsgSeq', 'Name', 'Type', 'MemberNum'] };
  webim.getGroupInfo(options, function (resp) {
    const info = resp.GroupInfo[0];
    if (info.ErrorCode) return done(info);
    c.name = info.Name || c.name;
    getGroupMessages(c, info.NextMsgSeq - 1, done);
  }, done);
}

function getGroupMessages(c, newest, done) {
  const h = c.history;
  if (!(newest > 0)) { // the SDK accepts no number below 1
    h.finished = true;
    return done();
  }
  const options = { GroupId: c.id, ReqMsgSeq: newest, ReqMsgNumber: groupPage };
  webim.syncGroupMsgs(options, function (list) {
    addHistory(c, list);
    h.next = newest - groupPage;
    // The list holds only messages that were not in the store, so the rows are checked.
    const got = c.rows.some((row) => row.seq !== null && row.seq <= newest && row.seq > h.next);
    h.finished = h.next <= 0 || !got;
    done();
  }, done);
}
