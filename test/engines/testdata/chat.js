// One side of a chat, in the syntax of the oldest engines. Each step returns a promise.
var own = window.saved || window; // see strip.js
var query = {};
location.search.substr(1).split('&').forEach(function (pair) {
  query[pair.split('=')[0]] = decodeURIComponent(pair.split('=')[1] || '');
});
var received = []; // type, id and HTML of each message
var groupID = 'group-' + query.user;

function toPromise(start) {
  return new own.Promise(function (resolve, reject) {
    start(resolve, function (error) { reject(new Error(error.ErrorInfo)); });
  });
}
function signIn() {
  var info = { sdkAppID: query.app, appIDAt3rd: query.app, accountType: query.type, identifier: query.user, userSig: query.sig };
  return toPromise(function (ok, err) {
    webim.login(info, {
      onMsgNotify: function (list) {
        list.forEach(function (msg) { received.push(msg.sess.type() + ' ' + msg.sess.id() + ' ' + msg.toHtml()); });
      },
    }, { isLogOn: false }, ok, err);
  }).then(function () { return 'signed in'; });
}
function post(type, id, fill) {
  var msg = new webim.Msg(new webim.Session(type, id, id, '', Math.round(Date.now() / 1000)), true, -1, -1, -1, query.user, 0, query.user);
  if (typeof fill === 'string') msg.addText(new webim.Msg.Elem.Text(fill));
  else fill(msg);
  return toPromise(function (ok, err) { webim.sendMsg(msg, ok, err); }).then(function () { return 'sent'; });
}
function createGroup(member) {
  return toPromise(function (ok, err) {
    webim.createGroup({ GroupId: groupID, Owner_Account: query.user, Type: 'Public', Name: groupID, MemberList: [member] }, ok, err);
  }).then(function (resp) { return (groupID = resp.GroupId); });
}
// A picture of one pixel.
var PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
function sendPicture(to) {
  var text = atob(PIXEL), bytes = new Uint8Array(text.length);
  for (var i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return toPromise(function (ok, err) {
    webim.uploadPic({ file: new own.File([bytes], 'pixel.png', { type: 'image/png' }), From_Account: query.user, To_Account: to, businessType: webim.UPLOAD_PIC_BUSSINESS_TYPE.C2C_MSG }, ok, err);
  }).then(function (resp) {
    return post('C2C', to, function (msg) {
      var images = new webim.Msg.Elem.Images(resp.File_UUID);
      resp.URL_INFO.forEach(function (i) {
        images.addImage(new webim.Msg.Elem.Images.Image({ 1: 1, 2: 3, 4: 2 }[i.PIC_TYPE], i.PIC_Size, i.PIC_Width, i.PIC_Height, i.DownUrl));
      });
      msg.addImage(images);
    });
  });
}
// pictureLoads reports whether the last received picture loads.
function pictureLoads() {
  var html = received.filter(function (h) { return h.indexOf('<img') > 0; }).pop();
  if (!html) return false;
  return new own.Promise(function (done) {
    var image = new Image();
    image.onload = function () { done(image.naturalWidth === 1); };
    image.onerror = function () { done(false); };
    image.src = /src='([^']*)'/.exec(html)[1];
  });
}
function repeat(text, n) {
  return new Array(n + 1).join(text);
}
function grow() {
  return webim.Tool.formatText2Html(repeat('<', 1 << 20)).length === 4 << 20;
}
function history(id) {
  return toPromise(function (ok, err) {
    webim.getC2CHistoryMsgs({ Peer_Account: id, MaxCnt: 15, LastMsgTime: 0, MsgKey: '' }, ok, err);
  }).then(function (resp) { return resp.MsgList.length; });
}
function isReceived(part) {
  return received.some(function (h) { return h.indexOf(part) >= 0; });
}
