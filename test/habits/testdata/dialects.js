// Differences between the dialects, and the state before the dialect is known.
(function () {
  'use strict';

  habit('sounds and files whose URL is requested', async function () {
    var downloads = [];
    listeners.onAppliedDownloadUrl = function (d) { downloads.push([d.uuid, d.url, d.maps === webim.Resources.downloadMap]); };
    await signIn();
    net.on('apply_download', function (body) { return net.ok({ error_code: 0, response_info: { url: 'http://h/' + body.request_info[0].uuid } }); });
    var file = function (uuid, flag) { return { MsgType: 'TIMFileElem', MsgContent: { UUID: uuid, FileName: 'n', FileSize: 1, Download_Flag: flag } }; };
    await arrive(c2c('bob', 1, [file('f0', 0), file('f1', 1), file('f2', 2), file('f'), { MsgType: 'TIMSoundElem', MsgContent: { UUID: 's1', Second: 1, Size: 1, Download_Flag: 1 } }]));
    await until(function () { return downloads.length === 3; });
    expectEqual(downloads.sort(), [['f0', 'http://h/f0', true], ['f1', 'http://h/f1', true], ['s1', 'http://h/s1', true]]);
    var urls = received[0].elems.map(function (e) { return e.content.getDownUrl(); });
    expectEqual([urls[0], urls[1], urls[4]], ['http://h/f0', 'http://h/f1', 'http://h/s1']);
    expectEqual(urls.slice(2, 4).map(function (u) { return /^https?:\/\/.*fileid=f2?&/.test(u); }), [true, true]);
    expectEqual(net.sent('apply_download').length, 3);
    var own = new webim.Msg.Elem.File('f3', 'n', 1, 'me', 'bob', 1, 'C2C');
    await until(function () { return own.getDownUrl(); });
    expectEqual([own.downFlag, own.busiId, webim.Resources.downloadMap.uuid_f3], [1, 2, 'http://h/f3']);
  }, '1.7');
  habits['sounds and files whose URL is requested'].fresh = true;

  habit('sounds and files with their URL', async function () {
    await signIn();
    var file = { MsgType: 'TIMFileElem', MsgContent: { UUID: 'u1', FileName: 'n', FileSize: 1, Download_Flag: 2, Url: 'https://cos.example/u1' } };
    var sound = { MsgType: 'TIMSoundElem', MsgContent: { UUID: 'u2', Second: 1, Size: 1, Download_Flag: 2, Url: 'https://cos.example/u2' } };
    var hostile = { MsgType: 'TIMFileElem', MsgContent: { UUID: 'u3', FileName: 'n', FileSize: 1, Download_Flag: 2, Url: 'javascript:alert(1)' } };
    await arrive(c2c('bob', 1, [file, sound, hostile, { MsgType: 'TIMFileElem', MsgContent: { UUID: 'u4', FileName: 'n', FileSize: 1, Url: {} } }]));
    var got = received[0].elems.map(function (e) { return e.content.getDownUrl(); });
    expectEqual(got.slice(0, 2), ['https://cos.example/u1', 'https://cos.example/u2']);
    expectEqual(/fileid=u4&/.test(got[3]), true);
    expectEqual(net.sent('apply_download').length, 0);
    expectEqual(/src=["']https:\/\/cos\.example\/u2["']/.test(received[0].elems[1].content.toHtml()), true);
    var opened = [], open = window.open;
    window.open = function (url) { opened.push(url); };
    webim.onDownFile('u1');
    webim.onDownFile('u3');
    window.open = open;
    expectEqual(opened, ['https://cos.example/u1', 'about:blank']);
    var own = new webim.Msg.Elem.Sound('u5', 1, 1, 'me', 'bob', 2, 'C2C', 'https://cos.example/u5');
    expectEqual([own.getDownUrl(), webim.Msg.Elem.Sound.length], ['https://cos.example/u5', 7]);
  }, '1.7');
  habits['sounds and files with their URL'].fresh = true;

  habit('names of modified copies', async function () {
    await signIn();
    expectEqual([webim.ctx.identifier, webim.ctx.sdkAppID, webim.getCtx() === webim.ctx], ['me', '1400000001', true]);
    var msg = message(new webim.Session('C2C', 'bob'), 'x');
    msg.sign = 'signed';
    expectEqual([msg.getSign(), new webim.Msg(msg.sess, true).getSign()], ['signed', undefined]);
    await new Promise(function (ok, no) { webim.deleteGroupSystemMsgs({ DelMsgList: [{ From_Account: 'bob', MsgSeq: 1, MsgRandom: 2 }] }, ok, no); });
    expectEqual(net.sent('deletemsg').length, 1);
    var Tip = webim.Msg.Elem.GroupTip;
    expectEqual(new Tip(2, 'eve', '@g', 'G', ['eve']).getQuitGorupName(), 'eve');
    if (!is13) expectEqual(new Tip(2, 'eve', '@g', 'G', ['eve'], [{ User_Account: 'eve', NickName: 'Eve' }]).getQuitGorupName(), 'Eve');
  });
})();

// testUndecided checks a page whose script tag names no dialect.
async function testUndecided() {
  var E = webim.Msg.Elem, before = new webim.Msg(new webim.Session('GROUP', '@g'), true, 1, 2, 3, 'me', 1);
  expectEqual(Object.keys(before), ['sess', 'subType', 'fromAccount', 'fromAccountNick', 'isSend', 'seq', 'random', 'time', 'elems', 'fromAccountHeadurl', 'uniqueId']);
  expectEqual([before.type, Object.keys(before).indexOf('type'), 'type' in before], [1, -1, true]);
  expectEqual([webim.Tool.groupTypeEn2Ch('Private'), webim.EmotionPicDataIndex['[微笑]'], webim.EmotionDataIndexs['[微笑]']], ['私有群', 1, 14]);
  expectEqual([Object.keys(webim.EmotionPicData).length, webim.EmotionPicData[14] === webim.Emotions[14]], [67, true]);
  var refused = [];
  webim.getAllFriend({}, null, function (e) { refused.push(e.ErrorCode); });
  expectEqual(refused, [-4]);

  webim.init({ sdkAppID: '1400000001', appIDAt3rd: '1400000001', accountType: '1', identifier: 'me', userSig: 'sig' }, { onMsgNotify: function () {}, groupSystemNotifys: {} }, null);
  await net.awaitPoll();
  var after = new webim.Msg(new webim.Session('GROUP', '@g'), true, 1, 2, 3, 'me', 1);
  expectEqual(Object.keys(after), ['sess', 'type', 'fromAccount', 'isSend', 'seq', 'random', 'time', 'elems']);
  expectEqual([after.type, webim.Tool.groupTypeEn2Ch('Private'), Object.keys(new E.Images('u')).join()], [1, '讨论组', 'UUID,ImageInfoArray']);
  before.addText(new E.Text('made before'));
  expectEqual((await send(before)).ActionStatus, 'OK');
  expectEqual(net.sent('send_group_msg')[0].body, { GroupId: '@g', MsgBody: [text('made before')] });
}
