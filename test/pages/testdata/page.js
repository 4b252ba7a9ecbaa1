// Functions of both test pages: a minimal chat window, in the style of pages of that
// time: globals, no modules.
var query = {};
location.search.substr(1).split('&').forEach(function (pair) {
  query[pair.split('=')[0]] = decodeURIComponent(pair.split('=')[1] || '');
});
var loginInfo = {
  sdkAppID: query.app, appIDAt3rd: query.app, accountType: query.type,
  identifier: query.user, userSig: query.sig
};
var selType = null, selToID = null, selSess = null, curMsgCount = 0;
var notices = []; // recorded calls of listeners and callbacks
var errors = [];

function record(what) { return function (arg) { notices.push({ what: what, arg: plain(arg) }); }; }
function plain(arg) {
  if (arg instanceof Array) return arg.length + ' messages';
  return arg === undefined ? null : JSON.parse(JSON.stringify(arg, function (k, v) { return v instanceof webim.Msg ? v.toHtml() : v; }));
}
function failed(what) { return function (err) { errors.push(what + ': ' + err.ErrorInfo); }; }

function addMsg(msg) {
  var row = document.createElement('div');
  row.className = msg.isSend ? 'mine' : 'theirs';
  row.setAttribute('data-from', msg.fromAccount || '');
  row.innerHTML = msg.toHtml();
  document.getElementById('messages').appendChild(row);
}

// openChat opens a conversation and shows its stored messages.
function openChat(type, id) {
  selType = type; selToID = id; curMsgCount = 0;
  document.getElementById('messages').innerHTML = '';
  selSess = webim.MsgStore.sessByTypeId(type, id) || null;
  if (selSess) showNew();
}
function showNew() {
  for (; curMsgCount < selSess.msgCount(); curMsgCount++) addMsg(selSess.msg(curMsgCount));
  webim.setAutoRead(selSess, true, true);
}
function onMsgNotify(newMsg) {
  notices.push({ what: 'onMsgNotify', arg: newMsg.length + ' messages' });
  var all = webim.MsgStore.sessMap();
  for (var i in all) {
    if (selToID === all[i].id() && selType === all[i].type()) { selSess = all[i]; showNew(); }
  }
}
var big = []; // messages of big groups, which are not stored
function onBigGroupMsgNotify(list) {
  list.forEach(function (msg) { big.push(msg.fromAccount + ': ' + msg.toHtml()); });
}
function unread(type, id) {
  var sess = webim.MsgStore.sessByTypeId(type, id);
  return sess ? sess.unread() : 0;
}
function messages() {
  return [].map.call(document.getElementById('messages').children, function (row) {
    return row.className + ': ' + [].map.call(row.childNodes, function (n) { return n.nodeName === 'IMG' ? '<' + n.src.substr(0, 14) + '>' : n.textContent; }).join('');
  });
}
// compose converts a text with emoticons in brackets to elements, as pages do.
function compose(text, indexes) {
  var sess = selSess || new webim.Session(selType, selToID, selToID, '', Math.round(new Date().getTime() / 1000));
  selSess = sess;
  var msg = new webim.Msg(sess, true, -1, -1, -1, loginInfo.identifier, 0);
  text.split(/(\[[^\]]{1,3}\])/).forEach(function (part) {
    if (!part) return;
    if (indexes[part] !== undefined) msg.addFace(new webim.Msg.Elem.Face(indexes[part], part));
    else msg.addText(new webim.Msg.Elem.Text(part));
  });
  return msg;
}
