// The smallest page with API 1.7: 17.html?user=alice&to=bob
const query = new URLSearchParams(location.search);
const me = query.get('user') || 'alice';
const to = query.get('to') || 'bob';

function show(msg) {
  const item = document.createElement('li');
  item.innerHTML = msg.toHtml(); // safe: texts of others are escaped
  item.prepend(msg.fromAccount + ': ');
  document.getElementById('messages').append(item);
}

function failed(err) {
  alert(err.ErrorInfo);
}

function signIn(loginInfo) {
  const listeners = {
    onMsgNotify(messages) {
      for (const msg of messages) if (msg.getSession().id() === to) show(msg);
    },
  };
  webim.login(loginInfo, listeners, { isLogOn: false }, function () {
    webim.getC2CHistoryMsgs({ Peer_Account: to, MaxCnt: 15, LastMsgTime: 0, MsgKey: '' }, (page) => page.MsgList.forEach(show), failed);
    webim.syncMsgs(); // unread messages are passed to onMsgNotify
  }, failed);
}

document.getElementById('form').onsubmit = function (event) {
  event.preventDefault();
  const field = document.getElementById('text');
  const session = webim.MsgStore.sessByTypeId(webim.SESSION_TYPE.C2C, to) || new webim.Session(webim.SESSION_TYPE.C2C, to, to, '', Math.round(Date.now() / 1000));
  const msg = new webim.Msg(session, true, -1, -1, -1, me, webim.C2C_MSG_SUB_TYPE.COMMON, me);
  msg.addText(new webim.Msg.Elem.Text(field.value));
  webim.sendMsg(msg, () => show(msg), failed);
  field.value = '';
};

// A site's own server signs a UserSig after it has authenticated the user.
fetch('../users.json').then((answer) => answer.json()).then((users) => signIn(users.find((user) => user.identifier === me)), failed);
