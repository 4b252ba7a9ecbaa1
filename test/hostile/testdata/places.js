// Every place where text of other users is rendered as HTML: in records the page creates, and
// in records it receives. A place returns [html, kind, text]; see inspect.js.
var is13, failures = [];

function report(place, x, wrong) {
  if (wrong && failures.length < 40) failures.push(place + ' with ' + JSON.stringify(x) + ': ' + wrong);
}
var kinds = function () { return { sound: is13 ? 'sound13' : 'sound17', file: is13 ? 'file13' : 'file17' }; };

// fileText returns the text of a file element; size may be any text.
function fileText(name, size) {
  return visibleText('\u00a0' + name + '(' + (is13 || size >= 1024 ? kilobytes(size) + 'KB' : size + 'Byte') + ')');
}
function kilobytes(size) { return String(Math.round(size / 1024)); }

function tip(op, user, users, infos, members) {
  var T = webim.Msg.Elem.GroupTip, t = new T(op, user, user, user, users);
  (infos || []).forEach(function (i) { t.addGroupInfo(new T.GroupInfo(i[0], i[1])); });
  (members || []).forEach(function (m) { t.addMemberInfo(new T.MemberInfo(m[0], m[1])); });
  return t;
}
function tipText(text) { return '[群提示消息]' + text; }

var built = {
  'Text': function (x) { return [new webim.Msg.Elem.Text(x).toHtml(), 'text', visibleText(x)]; },
  'Text.getText()': function (x) { return [new webim.Msg.Elem.Text(x).getText(), 'text', visibleText(x)]; },
  'Text.text written': function (x) { var t = new webim.Msg.Elem.Text(''); t.text = x; return [t.toHtml(), 'text', visibleText(x)]; },
  'Face': function (x) { return [new webim.Msg.Elem.Face(1, x).toHtml(), 'text', visibleText(x)]; },
  'Custom': function (x) { return [new webim.Msg.Elem.Custom(x, x, x).toHtml(), 'text', visibleText(x)]; },
  'Location': function (x) {
    return [new webim.Msg.Elem.Location(x, x, x).toHtml(), 'text', visibleText('经度=' + x + ',纬度=' + x + ',描述=' + x)];
  },
  'Images': function (x) {
    var i = new webim.Msg.Elem.Images(x, x);
    [1, 2, 3].forEach(function (type) { i.addImage(new webim.Msg.Elem.Images.Image(type, x, x, x, x)); });
    return [i.toHtml(), 'images', ''];
  },
  'Images, one address': function (x) {
    var i = new webim.Msg.Elem.Images('u');
    i.addImage(new webim.Msg.Elem.Images.Image(2, 1, 1, 1, x));
    return [i.toHtml(), 'images', '', 'u'];
  },
  'Sound': function (x) { return [new webim.Msg.Elem.Sound(x, x, x, x, x).toHtml(), kinds().sound, '']; },
  'Sound.downUrl written': function (x) {
    var s = new webim.Msg.Elem.Sound('u', 1, 1, 'a', '');
    s.downUrl = x;
    return [s.toHtml(), kinds().sound, '', 'u'];
  },
  'File': function (x) { return [new webim.Msg.Elem.File(x, x, x, x, x).toHtml(), kinds().file, fileText(x, x)]; },
  'File.downUrl written': function (x) {
    var f = new webim.Msg.Elem.File(x, 'n', 2048, 'a', '');
    f.downUrl = x;
    return [f.toHtml(), kinds().file, fileText('n', 2048)];
  },
  'GroupTip 1': function (x) { return [tip(1, x, [x, x]).toHtml(), 'text', visibleText(tipText(x + '邀请了' + x + ',' + x + ',加入该群'))]; },
  'GroupTip 2': function (x) { return [tip(2, x).toHtml(), 'text', visibleText(tipText(x + '主动退出该群'))]; },
  'GroupTip 3': function (x) { return [tip(3, x, [x]).toHtml(), 'text', visibleText(tipText(x + '将' + x + ',踢出该群'))]; },
  'GroupTip 4': function (x) { return [tip(4, x, [x]).toHtml(), 'text', visibleText(tipText(x + '将' + x + ',设为管理员'))]; },
  'GroupTip 5': function (x) { return [tip(5, x, [x]).toHtml(), 'text', visibleText(tipText(x + '取消' + x + ',的管理员资格'))]; },
  'GroupTip 6': function (x) {
    var t = tip(6, x, [], [[1, x], [2, x], [3, x], [4, x], [5, x]]);
    return [t.toHtml(), 'text', visibleText(tipText(x + '修改了群资料：群头像为' + x + '; 群名称为' + x + '; 群主为' + x + '; 群公告为' + x + '; 群简介为' + x + '; '))];
  },
  'GroupTip 6, unknown': function (x) { return [tip(6, 'a', [], [[x + '!', x]]).toHtml(), 'text', visibleText(tipText('a修改了群资料：未知信息为:type=' + x + '!,value=' + x + '; '))]; },
  'GroupTip 7': function (x) { return [tip(7, x, [], [], [[x, 60]]).toHtml(), 'text', visibleText(tipText(x + '修改了群成员资料:' + x + ': 禁言60秒; '))]; },
  'GroupTip 7, seconds': function (x) { return [tip(7, 'a', [], [], [['b', x]]).toHtml(), 'text']; },
  'GroupTip unknown': function (x) { return [tip(x + '!', x).toHtml(), 'text', visibleText(tipText('未知群提示消息类型：type=' + x + '!'))]; },
  'Msg': function (x) {
    var m = new webim.Msg(new webim.Session('C2C', x, x, x, 0), false, 1, 1, 1, x);
    m.addText(new webim.Msg.Elem.Text(x));
    m.addFace(new webim.Msg.Elem.Face(x, x));
    m.addCustom(new webim.Msg.Elem.Custom(x, x, x));
    return [m.toHtml(), 'text', visibleText(x) + visibleText(x) + visibleText(x)];
  },
  'Tool.formatText2Html': function (x) { return [webim.Tool.formatText2Html(x), 'lines', x.split('\n').map(visibleText).join('\n').replace(/ /g, '\u00a0')]; },
  'Tool.xssFilter': function (x) { return [webim.Tool.xssFilter(x), 'text', visibleText(x)]; },
};

// checkAttribute checks that the filter also works for values in double quotes.
function checkAttribute(x) {
  var box = document.createElement('div');
  box.innerHTML = '<b title="' + webim.Tool.xssFilter(x) + '">t</b>';
  var b = box.firstChild;
  return box.querySelectorAll('*').length === 1 && b.getAttributeNames().join() === 'title' && box.textContent === 't' ? '' : 'makes ' + box.innerHTML;
}

async function testBuilt(texts) {
  for (var place in built) {
    if (place === 'Location' && !webim.Msg.Elem.Location) continue; // not in 1.3
    texts.forEach(function (x) {
      var made = built[place](x);
      report(place, x, inspect(made[0], made[1], made.length > 3 ? made[3] : x, made[2]));
    });
    await awaitLoads();
  }
  texts.forEach(function (x) { report('Tool.xssFilter in an attribute', x, checkAttribute(x)); });
}

// ---- received records

function body(x) {
  return [
    { MsgType: 'TIMTextElem', MsgContent: { Text: x } },
    { MsgType: 'TIMFaceElem', MsgContent: { Index: x, Data: x } },
    { MsgType: 'TIMImageElem', MsgContent: { UUID: x, ImageFormat: x, ImageInfoArray: [1, 2, 3].map(function (type) { return { Type: type, Size: x, Width: x, Height: x, URL: x }; }) } },
    { MsgType: 'TIMLocationElem', MsgContent: { Desc: x, Latitude: x, Longitude: x } },
    { MsgType: 'TIMCustomElem', MsgContent: { Data: x, Desc: x, Ext: x } },
    { MsgType: 'TIMSoundElem', MsgContent: { UUID: x, Second: x, Size: x } },
    { MsgType: 'TIMFileElem', MsgContent: { UUID: x, FileName: x, FileSize: x } },
    { MsgType: x, MsgContent: { Text: x } },
  ];
}
// expectedElements returns the kind and text of each element of body.
function expectedElements(x) {
  return [
    ['text', visibleText(x)], ['text', visibleText(x)], ['images', ''],
    ['text', is13 ? 'web端暂不支持地理位置消息' : visibleText('经度=' + x + ',纬度=' + x + ',描述=' + x)],
    ['text', visibleText(x)], [kinds().sound, ''], [kinds().file, fileText(x, x)],
    ['text', visibleText('web端暂不支持' + x.toWellFormed() + '消息')], // Go creates the text
  ];
}
function c2c(x, i) {
  return { From_Account: x || 'a', To_Account: 'me', MsgSeq: i, MsgRandom: i, MsgTimeStamp: 1500000000 + i, NoticeSeq: i, From_AccountNick: x, From_AccountHeadurl: x, MsgBody: body(x) };
}
function group(x, i) {
  return {
    From_Account: x || 'a', ToGroupId: '@' + x, GroupInfo: { GroupName: x, From_AccountNick: x, From_AccountHeadurl: x, To_Account: 'me' },
    MsgSeq: i, MsgRandom: i, MsgTimeStamp: 1500000000 + i, NoticeSeq: i, MsgPriority: x, MsgBody: body(x),
  };
}
function tips(x, i) {
  return [
    { OpType: 1, List_Account: [x, x], MemberNum: x, MsgMemberExtraInfo: [{ Nick: x }] }, { OpType: 2 }, { OpType: 3, List_Account: [x] }, { OpType: 4, List_Account: [x] }, { OpType: 5, List_Account: [x] },
    { OpType: 6, MsgGroupNewInfo: { GroupFaceUrl: x, GroupName: x, Owner_Account: x, GroupNotification: x, GroupIntroduction: x } },
    { OpType: 7, MsgMemberInfo: [{ User_Account: x, ShutupTime: x }] }, { OpType: x },
  ].map(function (b, j) {
    return Object.assign(group(x, i + j), { From_Account: '@TIM#SYSTEM', ToGroupId: '@tips' + i, MsgBody: Object.assign(b, { Operator_Account: x }) });
  });
}

function checkReceived(place, msg, x) {
  var wanted = expectedElements(x);
  if (msg.elems.length !== wanted.length) return report(place, x, msg.elems.length + ' elements');
  msg.elems.forEach(function (e, j) { report(place + ', ' + e.type, x, inspect(e.toHtml(), wanted[j][0], x, wanted[j][1])); });
  checkNames(place, msg, x);
}
// checkNames checks names, which are not escaped: pages pass them to the formatter.
function checkNames(place, msg, x) {
  var names = is13 ? [msg.fromAccount, msg.sess.name(), msg.sess.id()] : [msg.getFromAccount(), msg.getFromAccountNick(), msg.getSession().name(), msg.getSession().id(), msg.fromAccountHeadurl];
  names.forEach(function (name) {
    if (typeof name === 'string') report(place + ', a name', x, inspect(webim.Tool.formatText2Html(name), 'lines', name));
  });
}

var received = [];
function listen() {
  var record = function (list) { received = received.concat(list.map(function (m) { return m.msg || m; })); };
  var l = { onMsgNotify: record, onBigGroupMsgNotify: record, onGroupInfoChangeNotify: function () {} };
  l[is13 ? 'groupSystemNotifys' : 'onGroupSystemNotifys'] = {};
  return l;
}
async function signIn(dialect) {
  is13 = dialect === '1.3';
  // The function that a file's link calls; the real one would open a window.
  webim.onDownFile = function (uuid) { called.push(['onDownFile', uuid]); };
  var info = { sdkAppID: '1400000001', appIDAt3rd: '1400000001', accountType: '1', identifier: 'me', userSig: 'sig' };
  if (is13) webim.init(info, listen(), null);
  else await new Promise(function (resolve, reject) { webim.login(info, listen(), { isLogOn: false }, resolve, function (e) { reject(e.ErrorInfo); }); });
  await net.awaitPoll();
}
function takeSorted() { return received.splice(0).sort(function (a, b) { return a.seq - b.seq; }); }

async function testReceived(texts) {
  var one = texts.map(function (x, i) { return c2c(x, i + 1); });
  if (is13) {
    net.on('getmsg', net.ok({ Cookie: 'c', SyncFlag: 2, MsgList: one }));
    var arrival = awaitMessages(one.length);
    await net.push({ Event: 1, NotifySeq: 1 });
    await arrival;
  } else await net.push({ Event: 9, C2cMsgArray: one });
  each('one to one', texts, checkReceived);
  await awaitLoads();
  await net.push({ Event: 4, GroupTips: [].concat.apply([], texts.map(function (x, i) { return tips(x, 8 * i + 1); })) });
  each('tip', [].concat.apply([], texts.map(function (x) { return [x, x, x, x, x, x, x, x]; })), function (place, msg, x) {
    report(place + ' ' + msg.elems[0].content.getOpType(), x, inspect(msg.toHtml(), 'text', x));
    checkNames(place, msg, x);
  });
}
// testOtherSources tests the same elements in messages of groups, history and big groups.
async function testOtherSources(texts) {
  await net.push({ Event: 3, GroupMsgArray: texts.map(function (x, i) { return group(x, i + 1); }) });
  each('in a group', texts, checkReceived);
  net.on('group_msg_get', net.ok({ GroupId: '@history', IsFinished: 1, RspMsgList: texts.map(function (x, i) { return Object.assign(group(x, i + 1), { ToGroupId: '@history' }); }).reverse() }));
  await new Promise(function (resolve, reject) {
    webim.syncGroupMsgs({ GroupId: '@history', ReqMsgSeq: texts.length, ReqMsgNumber: texts.length }, function (list) { received = list.map(function (m) { return m.msg || m; }); resolve(); }, reject);
  });
  each('group history', texts, checkReceived);
  if (is13) return awaitLoads();
  net.on('getroammsg', net.ok({ Complete: 1, MaxCnt: texts.length, LastMsgTime: 1, MsgKey: 'k', MsgList: texts.map(function (x, i) { return Object.assign(c2c(x, i + 1), { MsgRandom: i + 1e6 }); }) }));
  await new Promise(function (resolve, reject) {
    webim.getC2CHistoryMsgs({ Peer_Account: 'a', MaxCnt: 15, LastMsgTime: 0, MsgKey: '' }, function (a) { received = a.MsgList; resolve(); }, reject);
  });
  each('one-to-one history', texts, checkReceived);
  net.on('apply_join_group', net.ok({ JoinedStatus: 'JoinedSuccess', LongPollingKey: 'key' }));
  await new Promise(function (resolve, reject) { webim.applyJoinBigGroup({ GroupId: '@big' }, resolve, reject); });
  received = [];
  var list = texts.map(function (x, i) { return Object.assign(group(x, i + 1), { Event: 3 }); });
  await net.pushBigGroup(net.ok({ NextSeq: 2, HoldTime: 90, Key: 'key', RspMsgList: list.reverse() }));
  each('big group', texts, checkReceived);
  await awaitLoads();
}
function awaitMessages(n) {
  return new Promise(function (ok) { (function look() { if (received.length >= n) ok(); else setTimeout(look, 1); })(); });
}
function each(place, texts, f) {
  var list = takeSorted();
  if (list.length !== texts.length) return report(place, '', list.length + ' of ' + texts.length + ' messages arrived');
  list.forEach(function (msg, i) { f(place, msg, texts[i]); });
}

// ---- values that are not strings

var NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf']; // properties that every object has
function oddValues() {
  return [null, false, true, 0, -1, 1e308, [], [[]], ['<b>'], {}, { toString: 1 }, { toString: '<b>', valueOf: '<b>' }, { length: 3 }, { __proto__x: 1 }];
}
// testTypes puts each value into each field in turn, followed by a valid message.
async function testTypes() {
  var paths = [], fields = function (object, path) {
    Object.keys(object).forEach(function (k) {
      if (object[k] !== null && typeof object[k] === 'object') fields(object[k], path.concat(k));
      paths.push(path.concat(k));
    });
  };
  fields(body('x'), []);
  var bodies = [];
  paths.forEach(function (path) {
    oddValues().concat(NAMES).forEach(function (value) {
      var b = body('x'), at = b;
      path.slice(0, -1).forEach(function (k) { at = at[k]; });
      at[path[path.length - 1]] = value;
      bodies.push(b);
    });
  });
  oddValues().forEach(function (value) { bodies.push(value); });
  var texts = bodies.map(function (b, i) { return 'good ' + i; });
  var messages = function (make) {
    var list = [];
    bodies.forEach(function (b, i) {
      var bad = make('x', 2 * i + 1), good = make(texts[i], 2 * i + 2);
      bad.MsgBody = b;
      good.MsgBody = [{ MsgType: 'TIMTextElem', MsgContent: { Text: texts[i] } }];
      list.push(bad, good);
    });
    return list;
  };
  var check = function (place) {
    var good = 0;
    takeSorted().forEach(function (m) {
      var html;
      try { html = m.toHtml(); } catch (e) { return report(place, bodies[(m.seq - 1) / 2], 'toHtml throws ' + e); }
      if (m.seq % 2 === 0) { report(place, m.seq, html === texts[m.seq / 2 - 1] ? '' : 'is ' + html); good++; return; }
      var box = document.createElement('template');
      box.innerHTML = html;
      var found = [].map.call(box.content.querySelectorAll('*'), function (e) { return e.localName; }).filter(function (n) { return ['img', 'audio', 'a', 'i'].indexOf(n) < 0; });
      if (found.length) report(place, bodies[(m.seq - 1) / 2], 'holds ' + found);
    });
    if (good !== texts.length) report(place, '', good + ' of ' + texts.length + ' good messages arrived');
  };
  if (is13) {
    net.on('getmsg', net.ok({ Cookie: 'c', SyncFlag: 2, MsgList: messages(c2c) }));
    await new Promise(function (resolve, reject) { webim.syncMsgs(function (list) { received = list.map(function (m) { return m.msg; }); resolve(); }, reject); });
  } else await net.push({ Event: 9, C2cMsgArray: messages(c2c) });
  check('one to one');
  await net.push({ Event: 3, GroupMsgArray: messages(function (x, i) { return Object.assign(group('x', i), { From_Account: 'a' }); }) });
  check('in a group');

  // Tips: one object instead of a list of elements.
  bodies = [];
  tips('x', 1).forEach(function (t) {
    Object.keys(t.MsgBody).forEach(function (k) {
      oddValues().concat(NAMES).forEach(function (value) {
        var b = JSON.parse(JSON.stringify(t.MsgBody));
        b[k] = value;
        bodies.push(b);
        if (k === 'MsgMemberInfo') bodies.push(Object.assign({}, b, { MsgMemberInfo: [value, { User_Account: value, ShutupTime: value }] }));
        if (k === 'MsgGroupNewInfo') bodies.push(Object.assign({}, b, { MsgGroupNewInfo: { GroupName: value, GroupFaceUrl: value } }));
        if (k === 'List_Account') bodies.push(Object.assign({}, b, { List_Account: [value, value] }));
      });
    });
  });
  texts = bodies.map(function (b, i) { return '[群提示消息]good ' + i + '主动退出该群'; });
  await net.push({
    Event: 4, GroupTips: [].concat.apply([], bodies.map(function (b, i) {
      var tip = function (seq, body) { return Object.assign(group('x', seq), { From_Account: '@TIM#SYSTEM', ToGroupId: '@tips', MsgBody: body }); };
      return [tip(2 * i + 1, b), tip(2 * i + 2, { OpType: 2, Operator_Account: 'good ' + i })];
    }))
  });
  check('tip');
}

async function testDownloads(texts) {
  var opened = [];
  window.open = function (address) { opened.push(address); };
  texts.concat(['http://h/x?a=1&b=2#c', undefined, null]).forEach(function (x) {
    webim.Resources.downloadMap['uuid_' + x] = x;
    webim.onDownFile(x);
    var address = opened.pop();
    if (opened.length || (address !== undefined && address !== null && !isSafe(address))) report('onDownFile', x, 'opens ' + address);
    if (x === 'http://h/x?a=1&b=2#c' && address !== x) report('onDownFile', x, 'opens ' + address);
  });
}
