// Shared by these pages: sign-in, received messages, and detected errors. Loaded
// before the SDK, or without it.
var query = {};
location.search.substr(1).split('&').forEach(function (pair) {
  query[pair.split('=')[0]] = decodeURIComponent(pair.split('=')[1] || '');
});
var loginInfo = { sdkAppID: query.app, appIDAt3rd: query.app, accountType: '1', identifier: query.user, userSig: query.sig };
var heard = [], wrong = [], inside = false;

window.addEventListener('error', function (e) { wrong.push('the page: ' + e.message); });
window.addEventListener('unhandledrejection', function (e) { wrong.push('a promise: ' + ((e.reason && e.reason.message) || e.reason)); });

var listeners = {
  onMsgNotify: function (list) { list.forEach(function (m) { heard.push(m.elems[0].content.getText()); }); }
};

function enter(im) {
  return new Promise(function (ok, no) {
    (im || window.webim).login(loginInfo, listeners, { isLogOn: false }, function () { inside = true; ok(); }, function (e) {
      wrong.push('login: ' + e.ErrorInfo);
      no(e);
    });
  });
}

function compose(to, text) {
  var msg = new webim.Msg(webim.MsgStore.sessByTypeId('C2C', to) || new webim.Session('C2C', to, to, '', 0), true);
  msg.addText(new webim.Msg.Elem.Text(text));
  return msg;
}

function send(msg) {
  return new Promise(function (ok, no) { webim.sendMsg(msg, ok, function (e) { no(new Error(e.ErrorInfo)); }); });
}

function say(to, text) { return send(compose(to, text)); }

function stored(peer) {
  var sess = webim.MsgStore.sessByTypeId('C2C', peer);
  return sess ? sess.msgs().map(function (m) { return m.toHtml(); }) : [];
}

function is(got, want, what) {
  if (JSON.stringify(got) !== JSON.stringify(want)) wrong.push(what + ': ' + JSON.stringify(got) + ', not ' + JSON.stringify(want));
}
