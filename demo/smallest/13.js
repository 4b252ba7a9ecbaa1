// The smallest page with API 1.3: 13.html?user=alice&to=bob
const query = new URLSearchParams(location.search);
const me = query.get('user') || 'alice';
const to = query.get('to') || 'bob';
let shown = 0; // messages of the session that are on the page

function show(msg) {
  const item = document.createElement('li');
  item.innerHTML = msg.toHtml(); // safe: texts of others are escaped
  item.prepend(msg.fromAccount + ': ');
  document.getElementById('messages').append(item);
}

function failed(err) {
  alert(err.ErrorInfo);
}

// showNew is the listener, and is called after the page has sent a message. The store
// holds the session's messages in the order of arrival.
function showNew() {
  const session = webim.MsgStore.sessByTypeId('C2C', to);
  while (session && shown < session.msgCount()) show(session.msg(shown++));
}

function signIn(loginInfo) {
  // init has no callback: an invalid signature fails the first request.
  webim.init(loginInfo, { onMsgNotify: showNew, jsonpCallback: webim.setJsonpLastRspData }, null);
  webim.syncMsgs(showNew, failed);
}

document.getElementById('form').onsubmit = function (event) {
  event.preventDefault();
  const field = document.getElementById('text');
  const session = webim.MsgStore.sessByTypeId('C2C', to) || new webim.Session('C2C', to, to, '', Math.round(Date.now() / 1000));
  const msg = new webim.Msg(session, true, -1, -1, -1, me, 0);
  msg.addText(new webim.Msg.Elem.Text(field.value));
  webim.sendMsg(msg, showNew, failed);
  field.value = '';
};

// A site's own server signs a UserSig after it has authenticated the user.
fetch('../users.json').then((answer) => answer.json()).then((users) => signIn(users.find((user) => user.identifier === me)), failed);
