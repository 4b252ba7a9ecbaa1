// A page that sends one message after the other and records received ones. A message
// without an acknowledgment is sent again, as the same record.
'use strict';

var state = { ready: false, acknowledged: [], received: [], pending: 0, errors: [] };
window.addEventListener('error', function (e) { state.errors.push(String(e.message)); });
window.addEventListener('unhandledrejection', function (e) { state.errors.push('unhandled: ' + e.reason); });

function text(msg) {
  var elem = msg.elems[0];
  return elem && elem.content.getText ? elem.content.getText() : '';
}

function receive(list) {
  list.forEach(function (m) { state.received.push(text(m.msg || m)); });
}

// signIn signs in, retrying until it succeeds. 1.3 has no success callback.
function signIn(dialect, user, sig) {
  var info = { sdkAppID: '1400000001', appIDAt3rd: '1400000001', accountType: '1', identifier: user, userSig: sig };
  state.user = user;
  if (dialect === '1.3') {
    webim.init(info, { onMsgNotify: receive, groupSystemNotifys: {} }, {});
    state.ready = true;
    webim.syncMsgs(receive);
    return;
  }
  webim.login(info, { onMsgNotify: receive }, { isLogOn: false }, function () {
    state.ready = true;
    webim.syncMsgs(receive);
  }, function () { setTimeout(function () { signIn(dialect, user, sig); }, 500); });
}

function createGroup(members) {
  return new Promise(function (ok, failed) {
    webim.createGroup({ Owner_Account: state.user, Type: 'ChatRoom', Name: 'faults', MemberList: members }, function (a) { ok(a.GroupId); }, failed);
  });
}

// send sends one message, retrying until it is acknowledged.
function send(type, to, words) {
  var known = webim.MsgStore.sessByTypeId(type, to);
  var msg = new webim.Msg(known || new webim.Session(type, to, to, '', 0), true, -1, -1, -1, state.user, 0, state.user);
  msg.addText(new webim.Msg.Elem.Text(words));
  return new Promise(function (done) {
    (function attempt() {
      var over = false;
      function end(ok) {
        return function () {
          if (over) return;
          over = true;
          clearTimeout(limit); // 1.3 has no timeout
          if (ok) { state.acknowledged.push({ type: type, to: to, text: words }); done(); } else setTimeout(attempt, 500);
        };
      }
      var limit = setTimeout(end(false), 16000);
      webim.sendMsg(msg, end(true), end(false));
    })();
  });
}

// startSending sends to each target in turn until it is stopped.
function startSending(targets) {
  var n = 0;
  state.sending = true;
  state.pending = 1;
  (function next() {
    if (!state.sending) { state.pending = 0; return; }
    var target = targets[n % targets.length];
    n++;
    send(target.type, target.to, state.user + ' ' + target.to + ' ' + n).then(function () { setTimeout(next, 100); });
  })();
}

// stored lists the contents of the store by session.
function stored() {
  var all = {}, sessions = webim.MsgStore.sessMap();
  Object.keys(sessions).forEach(function (key) {
    all[key] = { unread: sessions[key].unread(), texts: sessions[key]._impl.msgs.map(text), own: sessions[key]._impl.msgs.map(function (m) { return m.isSend; }) };
  });
  return all;
}
