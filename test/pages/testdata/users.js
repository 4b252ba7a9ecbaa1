// A page with several users, each with its own instance.
function signIn(sdk, dialect, identifier, userSig) {
  var user = { sdk: sdk, dialect: dialect, received: [], receivedInRooms: [], ended: [] };
  var info = { sdkAppID: 1400000001, appIDAt3rd: 1400000001, accountType: 1, identifier: identifier, userSig: userSig };
  function onMsgNotify(list) {
    list.forEach(function (item) {
      var msg = item.msg || item;
      if (!msg.isSend) user.received.push(msg.sess.id() + ': ' + msg.elems[0].content.getText());
    });
  }
  function onBigGroupMsgNotify(list) {
    list.forEach(function (msg) {
      if (msg.elems[0].type === 'TIMTextElem') user.receivedInRooms.push(msg.elems[0].content.getText());
    });
  }
  function ended(how) { return function () { user.ended.push(how); }; }
  return new Promise(function (ok, fail) {
    if (dialect === '1.3') {
      sdk.init(info, { onMsgNotify: onMsgNotify, groupSystemNotifys: {} });
      ok(user);
      return;
    }
    sdk.login(info, { onMsgNotify: onMsgNotify, onBigGroupMsgNotify: onBigGroupMsgNotify, onKickedEventCall: ended('kicked'), onC2cEventNotifys: { 96: ended('96') } },
      { isLogOn: false }, function () { ok(user); }, fail);
  });
}
function call(user, name, options) {
  return new Promise(function (ok, fail) {
    if (options === undefined) user.sdk[name](ok, fail);
    else user.sdk[name](options, ok, fail);
  });
}
function compose(user, peer, text, type) {
  type = type || 'C2C';
  var sess = user.sdk.MsgStore.sessByTypeId(type, peer) || new user.sdk.Session(type, peer, peer, '', 0);
  var msg = new user.sdk.Msg(sess, true);
  msg.addText(new user.sdk.Msg.Elem.Text(text));
  return msg;
}
function sendText(user, peer, text) { return call(user, 'sendMsg', compose(user, peer, text)); }
function sendToRoom(user, room, text) { return call(user, 'sendMsg', compose(user, room, text, 'GROUP')); }
function stored(user) {
  var all = {}, map = user.sdk.MsgStore.sessMap();
  for (var key in map) all[key] = map[key]._impl.msgs.map(function (m) { return (m.isSend ? '> ' : '< ') + m.elems[0].content.getText(); });
  return all;
}
// code returns the error code of a call that must fail.
function code(promise) { return promise.then(function () { return 'ok'; }, function (e) { return e.ErrorCode; }); }
