// What tests of single calls need of a page: a call as a promise, and a message
// sent without a chat window.
function ask(fn, options) {
  return new Promise(function (done) {
    webim[fn](options, function (a) { done({ ok: true, a: a }); }, function (e) { done({ ok: false, a: e }); });
  });
}
// Answers hold records, which know their sessions, which know them.
function text(value) {
  return JSON.stringify(value, function (k, v) { return v instanceof webim.Msg ? v.toHtml() : v; });
}
// Sends elements, made by a function that is given the new message.
function post(type, id, fill) {
  var sess = webim.MsgStore.sessByTypeId(type, id) || new webim.Session(type, id, id, '', Math.round(new Date().getTime() / 1000));
  var msg = new webim.Msg(sess, true, -1, -1, -1, loginInfo.identifier, 0);
  if (typeof fill === 'string') msg.addText(new webim.Msg.Elem.Text(fill));
  else fill(msg);
  return new Promise(function (done) {
    webim.sendMsg(msg, function (a) { done({ ok: true, a: a }); }, function (e) { done({ ok: false, a: e }); });
  });
}
// The HTML of what is stored of a conversation.
function stored(type, id) {
  var sess = webim.MsgStore.sessByTypeId(type, id), html = [];
  for (var i = 0; sess && i < sess.msgCount(); i++) html.push(sess.msg(i).toHtml());
  return html;
}
// How often a listener was told something that the condition holds for.
function heard(what, condition) {
  return said.filter(function (s) { return s.what === what && condition(s.arg); }).length;
}
