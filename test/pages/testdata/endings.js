// While holding is set, requests hang, until they are aborted or released.
var holding = false, held = [];
(function () {
  var fetch = window.fetch;
  window.fetch = function (url, init) {
    if (!holding || /\/(longpolling|get_msg)\?/.test(url)) return fetch.call(window, url, init);
    return new Promise(function (ok, fail) {
      held.push(function () { if (!init.signal.aborted) ok(fetch.call(window, url, init)); });
      init.signal.addEventListener('abort', function () { fail(new DOMException('aborted', 'AbortError')); });
    });
  };
})();

function release() {
  holding = false;
  held.splice(0).forEach(function (send) { send(); });
}

function until(condition) {
  return new Promise(function (ok) {
    (function look() { if (condition()) ok(); else setTimeout(look, 10); })();
  });
}

// startCall starts a call and records each of its callbacks in ended.
function startCall(f) {
  var ended = [];
  f(function () { ended.push('ok'); }, function (e) { ended.push('error ' + e.ErrorCode); });
  return ended;
}

var aPicture = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'; // one pixel
var aFile = new File([new Uint8Array(100)], 'file.bin');

// calls starts a call of each kind.
var calls = {
  sendMsg: function (u) { return startCall(function (ok, fail) { u.sdk.sendMsg(compose(u, 'peer', 'hello'), ok, fail); }); },
  sendToGroup: function (u) { return startCall(function (ok, fail) { u.sdk.sendMsg(compose(u, u.group, 'hello', 'GROUP'), ok, fail); }); },
  syncMsgs: function (u) { return startCall(function (ok, fail) { u.sdk.syncMsgs(ok, fail); }); },
};
[
  ['syncGroupMsgs', function (u) { return { GroupId: u.group, ReqMsgSeq: 1, ReqMsgNumber: 1 }; }],
  ['getC2CHistoryMsgs', function () { return { Peer_Account: 'peer', MaxCnt: 5, LastMsgTime: 0, MsgKey: '' }; }],
  ['getAllFriend', function (u) { return { From_Account: u.name, TimeStamp: 0, StartIndex: 0, GetCount: 20, LastStandardSequence: 0, TagList: ['Tag_Profile_IM_Nick'] }; }],
  ['createGroup', function (u) { return { Owner_Account: u.name, Type: 'Public', Name: 'G', MemberList: [] }; }],
  ['getProfilePortrait', function (u) { return { From_Account: u.name, To_Account: ['peer'], LastStandardSequence: 0, TagList: ['Tag_Profile_IM_Nick'] }; }],
  ['c2CMsgReaded', function () { return { To_Account: 'peer', LastedMsgTime: 1 }; }],
  ['uploadFile', function () { return { file: aFile, To_Account: 'peer', businessType: 2, fileType: 2 }; }],
  ['uploadPicByBase64', function () {
    return { toAccount: 'peer', businessType: 2, File_Type: 1, fileMd5: 'd89746888da2d9510b64a9f031eaecd5', totalSize: 42, base64Str: aPicture };
  }],
  ['applyJoinBigGroup', function (u) { return { GroupId: u.room, ApplyMsg: '', UserDefinedField: '' }; }],
].forEach(function (c) {
  calls[c[0]] = function (u) { return startCall(function (ok, fail) { u.sdk[c[0]](c[1](u), ok, fail); }); };
});

// endings maps the ways in which a session ends or is replaced to functions.
var endings = {
  logout: function (u) { return call(u, 'logout'); },
  logoutAll: function (u) { return call(u, 'logoutAll'); },
  kick: function (u, sigs) { // as by another page
    return signIn(webim.newInstance(), '1.7', u.name, sigs[u.name]).then(function (other) {
      return call(other, 'logoutAll');
    }).then(function () { return until(function () { return u.ended.length === 2; }); });
  },
  again: function (u, sigs) { return signIn(u.sdk, u.dialect, u.name, sigs[u.name]); },
  another: function (u, sigs) { return signIn(u.sdk, u.dialect, 'peer', sigs.peer); },
};

// runEnding ends the session of a new instance while a call of each kind is in flight, and
// returns how the calls have ended: name -> callbacks.
function runEnding(dialect, name, ending, sigs) {
  var ended = {}, u;
  function group(type) {
    return call(u, 'createGroup', { Owner_Account: name, Type: type, Name: 'G', MemberList: [] }).then(function (a) { return a.GroupId; });
  }
  return signIn(webim.newInstance(), dialect, name, sigs[name]).then(function (user) {
    u = user;
    u.name = name;
    return group('Public');
  }).then(function (id) {
    u.group = id;
    return group('AVChatRoom');
  }).then(function (id) {
    u.room = id;
    holding = true;
    for (var name in calls) ended[name] = calls[name](u);
    return until(function () { return held.length === Object.keys(calls).length; });
  }).then(function () {
    holding = false;
    return endings[ending](u, sigs);
  }).then(function () {
    release();
    return until(function () { return Object.keys(ended).every(function (name) { return ended[name].length; }); });
  }).then(function () { // a repeated callback would have arrived by the end of this sign-in
    return signIn(webim.newInstance(), '1.7', 'peer', sigs.peer);
  }).then(function (peer) {
    return call(peer, 'logout');
  }).then(function () { return ended; });
}

// loginTwice signs in twice, as an action that is dispatched twice, and then signs out.
function loginTwice(name, sig) {
  var u = { sdk: webim.newInstance() }, info = { sdkAppID: '1400000001', accountType: '1', identifier: name, userSig: sig };
  var logins = [0, 1].map(function () {
    return startCall(function (ok, fail) { u.sdk.login(info, {}, {}, ok, fail); });
  });
  return until(function () { return logins[0].length && logins[1].length; }).then(function () {
    return call(u, 'logout');
  }).then(function () { return logins.concat([[u.sdk.checkLogin() ? 'in' : 'out']]); });
}

// mountAndUnmount signs in and, like a component that is unmounted early, signs out before
// the sign-in has ended.
function mountAndUnmount(name, sig) {
  var u = { sdk: webim.newInstance() }, info = { sdkAppID: '1400000001', accountType: '1', identifier: name, userSig: sig };
  var login = startCall(function (ok, fail) { u.sdk.login(info, {}, {}, ok, fail); });
  var logout = startCall(function (ok, fail) { u.sdk.logout(ok, fail); });
  return until(function () { return login.length && logout.length; }).then(function () {
    return [login, logout, [u.sdk.checkLogin() ? 'in' : 'out']];
  });
}
