// Functions of all pages: sign-in, messages, and detection of errors. The script may be
// loaded before the SDK.
var query = {};
location.search.substr(1).split('&').forEach(function (pair) {
  query[pair.split('=')[0]] = decodeURIComponent(pair.split('=')[1] || '');
});
var loginInfo = { sdkAppID: query.app, appIDAt3rd: query.app, accountType: '1', identifier: query.user, userSig: query.sig };
var received = [], wrong = [], signedIn = false;

window.addEventListener('error', function (e) { wrong.push('the page: ' + e.message); });
window.addEventListener('unhandledrejection', function (e) { wrong.push('a promise: ' + ((e.reason && e.reason.message) || e.reason)); });

var listeners = {
  onMsgNotify: function (list) { list.forEach(function (m) { received.push(m.elems[0].content.getText()); }); }
};

function signIn(im) {
  return new Promise(function (resolve, reject) {
    (im || window.webim).login(loginInfo, listeners, { isLogOn: false }, function () { signedIn = true; resolve(); }, function (e) {
      wrong.push('login: ' + e.ErrorInfo);
      reject(e);
    });
  });
}

function compose(to, text) {
  var msg = new webim.Msg(webim.MsgStore.sessByTypeId('C2C', to) || new webim.Session('C2C', to, to, '', 0), true);
  msg.addText(new webim.Msg.Elem.Text(text));
  return msg;
}

function send(msg) {
  return new Promise(function (resolve, reject) { webim.sendMsg(msg, resolve, function (e) { reject(new Error(e.ErrorInfo)); }); });
}

function sendText(to, text) { return send(compose(to, text)); }

function stored(peer) {
  var sess = webim.MsgStore.sessByTypeId('C2C', peer);
  return sess ? sess.msgs().map(function (m) { return m.toHtml(); }) : [];
}

function expectEqual(got, want, what) {
  if (JSON.stringify(got) !== JSON.stringify(want)) wrong.push(what + ': ' + JSON.stringify(got) + ', not ' + JSON.stringify(want));
}
