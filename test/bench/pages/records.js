// A plain program for the same poll: it parses the JSON, drops duplicates, builds
// the same records, and renders them with the same escapes. The benchmark's
// reference.
var plain = (function () {
  'use strict';
  var MARKUP = { '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '&': '&amp;' };
  function entity(c) { return MARKUP[c]; }
  function content(s) { return String(s).replace(/[<>"']/g, entity); }
  function attribute(s) { return String(s).replace(/[<>"'&]/g, entity); }

  class Text {
    constructor(text) { this.text = text.replace(/[<>"]/g, entity); }
    toHtml() { return content(this.text); }
  }
  class Face {
    constructor(index, data) { this.index = index; this.data = data; }
    toHtml() {
      var picture = pictures.get(this.data);
      return picture ? "<img src='" + attribute(picture) + "'/>" : content(this.data);
    }
  }
  class Custom {
    constructor(data, desc, ext) { this.data = data; this.desc = desc; this.ext = ext; }
    toHtml() { return content(this.data); }
  }
  class Elem {
    constructor(type, value) { this.type = type; this.content = value; }
    toHtml() { return this.content.toHtml(); }
  }
  class Msg {
    constructor(sess, isSend, seq, random, time, fromAccount, subType, nick, headurl) {
      this.sess = sess;
      this.subType = subType;
      this.fromAccount = fromAccount;
      this.fromAccountNick = nick || fromAccount;
      this.isSend = isSend;
      this.seq = seq;
      this.random = random;
      this.time = time;
      this.elems = [];
      this.fromAccountHeadurl = headurl || null;
      this.uniqueId = uniqueId(seq, random);
    }
    addElem(elem) { this.elems.push(elem); }
    toHtml() {
      var html = '';
      for (var e of this.elems) html += e.toHtml();
      return html;
    }
  }
  class Session {
    constructor(id, name) {
      this._impl = { skey: 'GROUP' + id, type: 'GROUP', id: id, name: name, icon: '', unread: 0, isAutoRead: false, time: 0, curMaxMsgSeq: 0, msgs: [], isFinished: 1 };
    }
    add(msg) {
      var s = this._impl;
      s.msgs.push(msg);
      if (msg.time > s.time) s.time = msg.time;
      if (msg.seq > s.curMaxMsgSeq) s.curMaxMsgSeq = msg.seq;
      if (!msg.isSend && !s.isAutoRead) s.unread++;
    }
  }
  // high * 2^32 + random in decimal, without BigInt: the fastest plain way known.
  function uniqueId(high, random) {
    var rest = high * 967296 + random, carry = Math.floor(rest / 1000000), upper = high * 4294 + carry, lower = rest - carry * 1000000;
    return upper > 0 ? upper + String(1000000 + lower).slice(1) : String(lower);
  }

  var pictures = new Map();
  var sessions = new Map(); // by id: {session, seen}
  // take is the plain loop: from the text of a poll's response to new messages.
  function take(text, me) {
    var fresh = [];
    for (var event of JSON.parse(text).EventArray) for (var m of event.GroupMsgArray) {
      if (m.IsPlaceMsg || !m.From_Account || !m.MsgBody || !m.MsgBody.length) continue;
      var own = m.From_Account === me;
      var known = sessions.get(m.ToGroupId);
      if (!known) sessions.set(m.ToGroupId, (known = { session: new Session(m.ToGroupId, m.GroupInfo.GroupName), seen: new Set() }));
      var key = own + ':' + m.MsgSeq + ':' + m.MsgRandom;
      if (known.seen.has(key)) continue;
      known.seen.add(key);
      var subType = m.MsgPriority === 1 ? 3 : m.MsgPriority === 3 ? 1 : 0;
      var msg = new Msg(known.session, own, m.MsgSeq, m.MsgRandom, m.MsgTimeStamp, m.From_Account, subType, m.GroupInfo.From_AccountNick, m.GroupInfo.From_AccountHeadurl);
      for (var e of m.MsgBody) {
        var c = e.MsgContent;
        if (e.MsgType === 'TIMTextElem') msg.addElem(new Elem(e.MsgType, new Text(c.Text)));
        else if (e.MsgType === 'TIMFaceElem') msg.addElem(new Elem(e.MsgType, new Face(c.Index, c.Data)));
        else if (e.MsgType === 'TIMCustomElem') msg.addElem(new Elem(e.MsgType, new Custom(c.Data, c.Desc, c.Ext)));
      }
      known.session.add(msg);
      fresh.push(msg);
    }
    return fresh;
  }
  return { take: take, pictures: pictures };
})();
