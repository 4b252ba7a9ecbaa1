// 10,000 group messages in one poll: the time from the response body to
// onMsgNotify in the SDK, the time of the plain loop for the same text, and the time
// of both to render them. The messages of each round are new to both.
var messages = (function () {
  'use strict';
  var COUNT = 10000, ME = 'me';
  var faces = [];
  var notified = null; // called with the messages of onMsgNotify and the time

  function signIn() {
    for (var i in webim.Emotions) {
      faces.push(webim.Emotions[i][0]);
      plain.pictures.set(webim.Emotions[i][0], webim.Emotions[i][1]);
    }
    var info = { sdkAppID: '1400000001', accountType: '792', identifier: ME, userSig: 'signature' };
    var listeners = { onMsgNotify: function (list) { notified(list, performance.now()); } };
    return new Promise(function (ok, no) {
      webim.login(info, listeners, { isAccessFormalEnv: true, isLogOn: false }, ok, function (e) { no(new Error(JSON.stringify(e))); });
    }).then(network.polling);
  }

  // body is mostly text, some of it with markup, sometimes with an emoticon, and
  // rarely a custom element.
  function body(i) {
    var text = { MsgType: 'TIMTextElem', MsgContent: { Text: '\u7b2c' + i + '\u6761: shall we meet at ' + i % 24 + ':00? \u6211\u5728\u8def\u4e0a' + (i % 5 ? '' : ' <b>"yes" & \'no\'</b>') } };
    if (i % 20 === 19) return [{ MsgType: 'TIMCustomElem', MsgContent: { Data: '{"order":' + i + '}', Desc: 'order', Ext: '' } }];
    if (i % 7) return [text];
    var k = i % faces.length;
    return [text, { MsgType: 'TIMFaceElem', MsgContent: { Index: k, Data: faces[k] } }, { MsgType: 'TIMTextElem', MsgContent: { Text: 'ok' } }];
  }

  // poll returns the response of one poll, groups alternating; seqs continue from
  // round to round without a gap.
  function poll(round) {
    var list = [], each = COUNT / network.groups;
    for (var i = 0; i < COUNT; i++) {
      var g = i % network.groups, seq = round * each + Math.floor(i / network.groups) + 1, from = i % 13 ? 'user' + i % 50 : ME;
      list.push({
        From_Account: from, From_AccountHeadurl: 'http://pictures.example/' + from + '.png', ToGroupId: '@g' + g, MsgSeq: seq,
        MsgRandom: (i * 2654435761 + round) % 4294967296, MsgTimeStamp: 1500000000 + round * COUNT + i, NoticeSeq: round * COUNT + i + 1, IsPlaceMsg: 0,
        GroupInfo: { GroupName: 'Group ' + g, To_Account: ME, From_AccountNick: 'Nick of ' + from }, MsgBody: body(i)
      });
    }
    return JSON.stringify({ ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '', EventArray: [{ Event: 3, GroupMsgArray: list }] });
  }

  function throughSDK(text) {
    return new Promise(function (ok) {
      var got = [];
      notified = function (list, at) {
        got = got.concat(list);
        if (got.length >= COUNT) ok({ ms: at - network.handed(), list: got });
      };
      network.respond(text);
    }).then(function (r) { return network.polling().then(function () { return r; }); });
  }

  function render(list) {
    var html = [], before = performance.now();
    for (var i = 0; i < list.length; i++) html.push(list[i].toHtml());
    return { ms: performance.now() - before, html: html };
  }

  // difference describes how two lists of messages differ, or returns ''.
  function difference(a, b) {
    if (a.length !== b.length) return a.length + ' messages and ' + b.length;
    for (var i = 0; i < a.length; i++) {
      var x = a[i], y = b[i];
      var keys = Object.keys(x).sort().join(), others = Object.keys(y).sort().join();
      if (keys !== others) return 'message ' + i + ' has ' + keys + ', the plain one ' + others;
      for (var k in y) if (Object.prototype.hasOwnProperty.call(y, k) && k !== 'sess' && JSON.stringify(x[k]) !== JSON.stringify(y[k])) return 'message ' + i + ': ' + k + ' is ' + JSON.stringify(x[k]) + ', the plain one ' + JSON.stringify(y[k]);
    }
    return '';
  }

  function bySession(a, b) { return a.sess._impl.id < b.sess._impl.id ? -1 : a.sess._impl.id > b.sess._impl.id ? 1 : a.seq - b.seq; }

  // only receives a poll and nothing else, for measuring memory.
  function only() { return throughSDK(poll(0)).then(function () { return 0; }); }

  // round measures both on the same text, alternating which is first, and compares
  // the results.
  function round(n) {
    var text = poll(0), r = {}, own;
    function ownLoop() {
      var before = performance.now();
      own = plain.take(text, ME);
      r.plain = performance.now() - before;
    }
    if (n % 2) ownLoop();
    return throughSDK(text).then(function (sdk) {
      r.sdk = sdk.ms;
      if (!(n % 2)) ownLoop();
      sdk.list.sort(bySession); // the order within a delivery is unspecified
      own.sort(bySession);
      var a = n % 2 ? render(own) : render(sdk.list), b = n % 2 ? render(sdk.list) : render(own);
      r.html = (n % 2 ? b : a).ms;
      r.plainHTML = (n % 2 ? a : b).ms;
      r.kB = Math.round(text.length / 1024);
      r.differs = difference(sdk.list, own);
      for (var i = 0; !r.differs && i < COUNT; i++) if (a.html[i] !== b.html[i]) r.differs = 'HTML ' + (n % 2 ? b : a).html[i] + ', the plain one ' + (n % 2 ? a : b).html[i];
      return r;
    });
  }
  return { signIn: signIn, round: round, only: only };
})();
