// webim.Session: a conversation. Its property _impl is part of the API, since pages
// read it.

export function createSession(sdk) {
  function Session(type, id, name, icon, time, seq) {
    this._impl = {
      skey: Session.skey(type, id),
      type,
      id,
      name,
      icon,
      unread: 0,
      isAutoRead: false,
      time: time >= 0 ? time : 0,
      curMaxMsgSeq: seq >= 0 ? seq : 0,
      msgs: [],
    };
    if (sdk.dialect !== '1.3') this._impl.isFinished = 1;
  }
  Session.skey = function (type, id) {
    return type + id;
  };
  const p = Session.prototype;
  ['type', 'id', 'name', 'icon', 'time'].forEach((name) => {
    p[name] = function () {
      return this._impl[name];
    };
  });
  // Each is a getter without an argument and a setter with one.
  ['unread', 'isFinished', 'curMaxMsgSeq'].forEach((name) => {
    p[name] = function (value) {
      if (value !== undefined) this._impl[name] = value;
      return this._impl[name];
    };
  });
  p.msgs = function () {
    return this._impl.msgs;
  };
  p.msg = function (index) {
    return this._impl.msgs[index];
  };
  p.msgCount = function () {
    return this._impl.msgs.length;
  };
  // _impl_addMsg stores a message. If unread is false, it never counts as unread.
  p._impl_addMsg = function (msg, unread) {
    const s = this._impl;
    s.msgs.push(msg);
    if (msg.time > s.time) s.time = msg.time;
    if (msg.seq > s.curMaxMsgSeq) s.curMaxMsgSeq = msg.seq;
    if (unread !== false && !msg.isSend && !s.isAutoRead) s.unread++;
  };
  return Session;
}
