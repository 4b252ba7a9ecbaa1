// webim.MsgStore: the page's sessions and records. Go decides which messages are
// stored and how they count; the objects are created and kept here.
import { PickGroup, PickInOrder, PickKindShift, PickMine, PickStore, PickTip, PickUnread } from 'webim:border';
import { reportThrown } from './host.js';
import { createRevive } from './copies.js';

const NO_INFO = Object.freeze({});

export function createStore(sdk, Session, Msg, decode) {
  let sessions = {}; // by session key; the page gets this object itself
  let count = 0; // updated by the SDK's changes only, as in the original
  let claimed = {}; // sessions that a page created and sent to before the store has them

  function find(type, id) {
    return sessions[Session.skey(type, id)];
  }

  // claim is called with the session of a sent message. If the page created it, it shares
  // the state of the session in the store from then on, whichever of the two exists first.
  function claim(sess) {
    const key = sess._impl.skey;
    const known = sessions[key];
    if (!known) claimed[key] = sess;
    else if (known !== sess) sess._impl = known._impl;
  }

  function add(msg, unread, inOrder) {
    const key = msg.sess._impl.skey;
    delete claimed[key];
    if (!sessions[key]) sessions[key] = msg.sess;
    else if (sessions[key] !== msg.sess) msg.sess._impl = sessions[key]._impl;
    const late = inOrder && msg.seq <= msg.sess._impl.curMaxMsgSeq;
    msg.sess._impl_addMsg(msg, unread);
    if (late) sortLast(msg.sess._impl.msgs);
  }

  // sortLast moves the last message, which arrived late, to its position by seq.
  function sortLast(msgs) {
    const msg = msgs.pop();
    let at = 0;
    while (at < msgs.length && !(msgs[at].seq > msg.seq)) at++;
    msgs.splice(at, 0, msg);
  }

  function recount() {
    count = Object.keys(sessions).length;
  }

  // sessionOf returns the session of item m, and creates it if necessary.
  function sessionOf(m, isGroup, isSend, info) {
    const id = isGroup ? m.ToGroupId : isSend ? m.To_Account : m.From_Account;
    const type = isGroup ? 'GROUP' : 'C2C';
    const known = find(type, id) || claimed[Session.skey(type, id)];
    if (known) return known;
    const is13 = sdk.dialect === '1.3';
    const name = isGroup && !is13 ? info.GroupName || id : id;
    const icon = isGroup || isSend || is13 ? '' : m.From_AccountHeadurl || '';
    return new Session(type, id, name, icon, 0, 0);
  }

  function record(m, flags, sess, info) {
    const is13 = sdk.dialect === '1.3';
    const isGroup = (flags & PickGroup) !== 0;
    const isSend = (flags & PickMine) !== 0;
    let subType = flags >> PickKindShift;
    if (is13) subType = flags & PickTip ? 1 : 0;
    const random = isGroup && is13 ? m.MsgSeq : m.MsgRandom;
    const msg = new Msg(sess, isSend, m.MsgSeq, random, m.MsgTimeStamp, m.From_Account, subType,
      isGroup ? info.From_AccountNick : m.From_AccountNick, isGroup ? info.From_AccountHeadurl : m.From_AccountHeadurl);
    if (!is13 && info.MsgFrom_AccountExtraInfo !== undefined) msg.extraInfo = info.MsgFrom_AccountExtraInfo;
    if (flags & PickTip) decode.tip(msg, m);
    else decode.body(msg, m, isGroup, !is13 && !isGroup && (flags & PickUnread) !== 0);
    return msg;
  }

  const MsgStore = {
    sessMap() {
      return sessions;
    },
    sessCount() {
      return count;
    },
    sessByTypeId(type, id) {
      return find(type, id);
    },
    delSessByTypeId(type, id) {
      delete sessions[Session.skey(type, id)];
      delete claimed[Session.skey(type, id)];
      sdk.send('drop', { type, id });
      return true;
    },
    resetCookieAndSyncFlag() {
      sdk.send('resetCookie');
    },
  };
  // The guide's names for two of these functions.
  for (const [guide, name] of [['sessById', 'sessByTypeId'], ['delSessById', 'delSessByTypeId']]) {
    Object.defineProperty(MsgStore, guide, { value: MsgStore[name], writable: true, configurable: true });
  }

  // Functions for Go.
  const host = {
    // Picks are pairs of 32-bit words at that address of Go's memory: batch and
    // flags, index. They are copied, since creating records may move the memory.
    deliver(at, n, ...numbers) {
      const words = new Uint32Array(new Uint32Array(sdk.running().buffer(), at >>> 0, 2 * n));
      const batches = numbers.map((number) => sdk.handles.batches.get(number));
      const list = [];
      let stored = false;
      let group, sess; // of the previous message: most batches are of one group
      for (let i = 0; i < words.length; i += 2) {
        const flags = words[i] >>> 16;
        const m = batches[words[i] & 0xffff][words[i + 1]];
        const info = m.GroupInfo instanceof Object ? m.GroupInfo : NO_INFO;
        try {
          if (!(flags & PickGroup) || m.ToGroupId !== group) sess = sessionOf(m, (flags & PickGroup) !== 0, (flags & PickMine) !== 0, info);
          group = flags & PickGroup ? m.ToGroupId : undefined;
          const msg = record(m, flags, sess, info);
          if (flags & PickStore) {
            add(msg, (flags & PickUnread) !== 0 || sdk.version.countsHistory, (flags & PickInOrder) !== 0);
            stored = true;
          }
          list.push(msg);
        } catch (error) { // an invalid message, or a method that the page replaced, must not affect others
          reportThrown(error);
        }
      }
      if (stored) recount();
      return sdk.handles.lists.push(list);
    },
    // store stores the record of a call of sendMsg.
    store(number) {
      const call = sdk.handles.calls.get(number);
      if (!call) return;
      add(call.extra, false);
      recount();
    },
    finish(type, id, value) {
      const sess = find(type, id);
      if (sess) sess.isFinished(JSON.parse(value));
    },
    deleteSession(type, id) {
      delete sessions[Session.skey(type, id)];
    },
    // The map is emptied, not replaced: the page may hold it.
    clearStore() {
      for (const key of Object.keys(sessions)) delete sessions[key];
      claimed = {};
      count = 0;
    },
  };
  sdk.revive = createRevive(find, Session, Msg);
  sdk.claim = claim;
  return { MsgStore, host, sessions: () => Object.keys(sessions).map((key) => sessions[key]) };
}

