// A page under the policy of the security guide: it signs in, shows messages, and
// records calls of its handlers and violations of the policy.
var called = [], refused = [];

document.addEventListener('securitypolicyviolation', function (e) { refused.push(e.effectiveDirective + ' ' + e.blockedURI); });

function imageClick(img) { called.push('image ' + img.id + ' ' + img.src.split('#').length); }
function onChangePlayAudio(audio) { called.push('sound ' + audio.id); }
window.open = function (address) { called.push('open ' + address); };

function signIn(info) {
  return new Promise(function (resolve, reject) {
    webim.login(info, {
      onMsgNotify: function (msgs) { msgs.forEach(show); },
    }, { isLogOn: false }, resolve, function (err) { reject(new Error(err.ErrorInfo)); });
  });
}

function show(msg) {
  var div = document.createElement('div');
  div.innerHTML = msg.toHtml();
  document.getElementById('shown').appendChild(div);
}

function call(name, options) {
  return new Promise(function (resolve, reject) {
    webim[name](options, resolve, function (err) { reject(new Error(name + ': ' + err.ErrorInfo)); });
  });
}

// sendAll sends a text with an emoticon, a picture and a file to another user.
function sendAll(to) {
  var picture = Uint8Array.from(atob('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'), function (c) { return c.charCodeAt(0); });
  var msg = new webim.Msg(new webim.Session('C2C', to, to, '', 0), true);
  msg.addText(new webim.Msg.Elem.Text('hello'));
  msg.addFace(new webim.Msg.Elem.Face(14, '[微笑]'));
  return call('uploadPic', { file: new File([picture], 'a.gif'), To_Account: to, businessType: 2 }).then(function (up) {
    var images = new webim.Msg.Elem.Images(up.File_UUID);
    up.URL_INFO.forEach(function (info) {
      images.addImage(new webim.Msg.Elem.Images.Image({ 1: 1, 2: 3, 4: 2 }[info.PIC_TYPE], info.PIC_Size, 1, 1, info.DownUrl));
    });
    msg.addImage(images);
    return call('uploadFile', { file: new File(['hello'], 'a.txt'), To_Account: to, businessType: 2, fileType: 2 });
  }).then(function (up) {
    msg.addFile(new webim.Msg.Elem.File(up.File_UUID, 'a.txt', up.File_Size, '', to, undefined, 'C2C'));
    return new Promise(function (resolve, reject) { webim.sendMsg(msg, resolve, function (err) { reject(new Error(err.ErrorInfo)); }); });
  });
}

function showSound(address) {
  var s = new webim.Msg.Elem.Sound('s1', 1, 1, 'bob', 'alice', 0, 'C2C');
  s.downUrl = address;
  show({ toHtml: function () { return s.toHtml(); } });
}
