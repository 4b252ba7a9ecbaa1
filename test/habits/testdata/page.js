// Functions of all habits: signing in, receiving messages, and comparing values.
var dialect = /version=1\.3/.test(location.search) ? '1.3' : '1.7', is13 = dialect === '1.3';
var received = [], notified = 0, system = [], pageErrors = [];
window.open = function () { return null; }; // called by a file's link
window.addEventListener('error', function (e) { pageErrors.push(e.message); e.preventDefault(); });

var listeners = {
  onMsgNotify: function (list) { notified++; list.forEach(function (m) { received.push(m.msg || m); }); },
  onConnNotify: function () {}, onGroupInfoChangeNotify: function () {}, onKickedEventCall: function () {},
};
listeners[is13 ? 'groupSystemNotifys' : 'onGroupSystemNotifys'] = { 4: function (n) { system.push(n); }, 5: function (n) { system.push(n); } };

function signIn(user) {
  var info = { sdkAppID: '1400000001', appIDAt3rd: '1400000001', accountType: '1', identifier: user || 'me', userSig: 'sig of ' + user };
  if (is13) { webim.init(info, listeners, null); return net.awaitPoll(); }
  return new Promise(function (ok, no) { webim.login(info, listeners, { isLogOn: false }, ok, no); }).then(net.awaitPoll);
}

// Messages in the format of the protocol.
var text = function (s) { return { MsgType: 'TIMTextElem', MsgContent: { Text: s } }; };
function c2c(from, seq, s, to) {
  return { From_Account: from, To_Account: to || 'me', MsgSeq: seq, MsgRandom: seq * 10, MsgTimeStamp: 1500000000 + seq, NoticeSeq: seq, MsgBody: Array.isArray(s) ? s : [text(s)] };
}
function grp(group, from, seq, s) {
  return { From_Account: from, ToGroupId: group, GroupInfo: { GroupName: 'Name', To_Account: 'me' }, MsgSeq: seq, MsgRandom: seq * 10, MsgTimeStamp: 1500000000 + seq, NoticeSeq: seq, MsgPriority: 2, MsgBody: Array.isArray(s) ? s : [text(s)] };
}
function notice(kind, seq) {
  return { Event: 5, GroupTips: [{ ToGroupId: '@g', From_Account: '@TIM#SYSTEM', GroupInfo: { GroupName: 'G', To_Account: 'me' }, MsgTimeStamp: seq, NoticeSeq: seq, MsgBody: { ReportType: kind, Operator_Account: 'admin' } }] };
}
// arrive delivers messages of other users: by the poll (1.7), or by a fetch that a poll
// announces (1.3).
async function arrive() {
  var list = [].slice.call(arguments);
  if (!is13) return net.push({ Event: 9, C2cMsgArray: list });
  var fetched = net.sent('getmsg').length, before = notified;
  net.on('getmsg', net.ok({ Cookie: 'c', SyncFlag: 2, MsgList: list }));
  await net.push({ Event: 1, NotifySeq: 1 });
  await until(function () { return net.sent('getmsg').length > fetched && notified > before; });
}
function until(cond) {
  return new Promise(function (ok) { (function look() { if (cond()) ok(); else setTimeout(look, 1); })(); });
}
function session(type, id) { return webim.MsgStore.sessByTypeId(type, id); }

// send resolves with the response, or with the error.
function send(msg) { return new Promise(function (ok) { webim.sendMsg(msg, ok, ok); }); }
function message(sess, s) {
  var msg = new webim.Msg(sess, true);
  msg.addText(new webim.Msg.Elem.Text(s));
  return msg;
}
function lastSent() { return net.sent('sendmsg').pop().body.MsgBody.map(function (e) { return e.MsgContent.Text || e.MsgContent.Data; }).join('|'); }
function htmlOf(sess) { var all = []; for (var i = 0; i < sess.msgCount(); i++) all.push(sess.msg(i).toHtml()); return all.join('|'); }

// requireWorking throws an error unless the SDK sends and receives.
var stamp = 5000;
async function requireWorking() {
  var n = received.length, s = 'working ' + ++stamp;
  await arrive(c2c('tester', stamp, s));
  expectEqual(received.length, n + 1, 'messages received');
  expectEqual(received[n].toHtml(), s);
  expectEqual((await send(message(received[n].sess, s))).ActionStatus, 'OK');
  expectEqual(lastSent(), s);
}

function expectEqual(got, want, what) {
  var a = JSON.stringify(got), b = JSON.stringify(want);
  if (a !== b) throw new Error((what ? what + ': ' : '') + 'got ' + a + ', want ' + b);
}
function expectSame(a, b, what) { if (a !== b) throw new Error((what || 'two values') + ' are not the same'); }

var habits = {}; // name -> async function, whose property only limits the dialects
function habit(name, f, only) { f.only = only; habits[name] = f; }
async function run(name) {
  try {
    if (!habits[name].fresh) await signIn();
    await habits[name]();
  } finally { // the result goes to the test as JSON
    delete Array.prototype.toJSON;
    delete Object.prototype.toJSON;
  }
  return pageErrors;
}
