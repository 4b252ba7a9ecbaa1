// Libraries that extend the prototypes of arrays and objects.
(function () {
  'use strict';

  // raw compares the text on the wire, regardless of JSON.stringify in the page.
  function raw(value) { return JSON.stringify(value, function (key) { return this[key]; }); }
  function isRaw(got, want) { if (raw(got) !== raw(want)) throw new Error('got ' + raw(got) + ', want ' + raw(want)); }

  habit('toJSON and accessors of Prototype.js: sending', async function () {
    var list = [1, { a: ['b'] }];
    if (raw(list) === JSON.stringify(list)) throw new Error('toJSON has no effect');
    var msg = new webim.Msg(new webim.Session('C2C', 'bob'), true);
    msg.addText(new webim.Msg.Elem.Text('hello'));
    msg.addCustom(new webim.Msg.Elem.Custom('[1]', 'desc', 'ext'));
    await send(msg);
    isRaw(net.sent('sendmsg').pop().body.MsgBody, [
      { MsgType: 'TIMTextElem', MsgContent: { Text: 'hello' } },
      { MsgType: 'TIMCustomElem', MsgContent: { Data: '[1]', Desc: 'desc', Ext: 'ext' } },
    ]);
    await new Promise(function (ok) {
      net.on('create_group', net.ok({ GroupId: '@new' }));
      webim.createGroup({ Name: 'n', Type: 'Public', Owner_Account: 'me', MemberList: ['a', 'b'] }, ok, ok);
    });
    isRaw(net.sent('create_group').pop().body.MemberList, [{ Member_Account: 'a' }, { Member_Account: 'b' }]);
    await new Promise(function (ok) {
      net.on('portrait_set', net.ok({}));
      webim.setProfilePortrait({ ProfileItem: [{ Tag: 'Tag_Profile_IM_Nick', Value: 'x' }] }, ok, ok);
    });
    isRaw(net.sent('portrait_set').pop().body.ProfileItem, [{ Tag: 'Tag_Profile_IM_Nick', Value: 'x' }]);
  });

  habit('toJSON and accessors of Prototype.js: receiving', async function () {
    var custom = { MsgType: 'TIMCustomElem', MsgContent: { Data: '{"a":[1]}', Desc: 'd', Ext: 'e' } };
    await arrive(c2c('bob', 1, [text('one'), custom]), c2c('carol', 2, 'two'));
    await net.push({ Event: 3, GroupMsgArray: [grp('@g', 'bob', 1, 'group')] }, notice(5, 1));
    expectEqual(received.map(function (m) { return m.elems[0].content.getText(); }), ['one', 'two', 'group']);
    expectEqual(received[0].elems[1].content.getData(), '{"a":[1]}');
    expectEqual(system.length, 1);
    isRaw(Object.keys(webim.MsgStore.sessMap()), ['C2Cbob', 'C2Ccarol', 'GROUP@g']);
    net.on('group_msg_get', net.ok({ GroupId: '@h', IsFinished: 1, RspMsgList: [grp('@h', 'bob', 2, 'h2'), grp('@h', 'bob', 1, 'h1')] }));
    await new Promise(function (ok) { webim.syncGroupMsgs({ GroupId: '@h', ReqMsgSeq: 2, ReqMsgNumber: 2 }, ok, ok); });
    expectEqual(htmlOf(session('GROUP', '@h')), 'h1|h2');
    var friends = await new Promise(function (ok) {
      net.on('friend_get_all', net.ok({ InfoItem: [{ Info_Account: 'bob' }], FriendNum: 1 }));
      webim.getAllFriend({ From_Account: 'me' }, ok, ok);
    });
    isRaw(friends.InfoItem, [{ Info_Account: 'bob' }]);
    await requireWorking();
  });
})();
