// Page functions for tests of single calls: a call as a promise, and sending a message
// without a chat window.
function callAPI(fn, options) {
  return new Promise(function (done) {
    webim[fn](options, function (a) { done({ ok: true, a: a }); }, function (e) { done({ ok: false, a: e }); });
  });
}
// text formats a response, whose records and sessions may refer to each other.
function text(value) {
  return JSON.stringify(value, function (k, v) { return v instanceof webim.Msg ? v.toHtml() : v; });
}
// post sends a text, or the elements that a function adds to the new message.
function post(type, id, fill) {
  var sess = webim.MsgStore.sessByTypeId(type, id) || new webim.Session(type, id, id, '', Math.round(new Date().getTime() / 1000));
  var msg = new webim.Msg(sess, true, -1, -1, -1, loginInfo.identifier, 0);
  if (typeof fill === 'string') msg.addText(new webim.Msg.Elem.Text(fill));
  else fill(msg);
  return new Promise(function (done) {
    webim.sendMsg(msg, function (a) { done({ ok: true, a: a }); }, function (e) { done({ ok: false, a: e }); });
  });
}
// stored returns the HTML of a conversation's stored messages.
function stored(type, id) {
  var sess = webim.MsgStore.sessByTypeId(type, id), html = [];
  for (var i = 0; sess && i < sess.msgCount(); i++) html.push(sess.msg(i).toHtml());
  return html;
}
// countNotices returns how often a listener was called with an argument that meets the
// condition.
function countNotices(what, condition) {
  return notices.filter(function (s) { return s.what === what && condition(s.arg); }).length;
}
