// Dialect 1.7: concurrent polls, syncs and history, several groups, another user, listeners
// that modify their arguments, and cases in which the originals throw.
(function (S) {
  'use strict';
  var text = function (s) { return { MsgType: 'TIMTextElem', MsgContent: { Text: s } }; };
  var c2c = function (from, to, seq, s, x) { return Object.assign({ From_Account: from, To_Account: to, MsgSeq: seq, MsgRandom: seq * 10, MsgTimeStamp: 1500000000 + seq, NoticeSeq: 30 + seq, MsgBody: [text(s)] }, x || {}); };
  var grp = function (g, from, seq, s, x) { return Object.assign({ From_Account: from, ToGroupId: g, GroupInfo: { GroupName: 'Name of ' + g, From_AccountNick: 'Nick ' + from }, MsgSeq: seq, MsgRandom: seq * 10, MsgTimeStamp: 1500000000 + seq, NoticeSeq: 100 + seq, MsgPriority: 2, MsgBody: [text(s)] }, x || {}); };
  var tip = function (g, op, seq, body) { return { From_Account: '@TIM#SYSTEM', ToGroupId: g, GroupInfo: { GroupName: 'Name of ' + g }, Event: 4, MsgSeq: seq, MsgRandom: seq * 10, MsgTimeStamp: 1500000000 + seq, NoticeSeq: 100 + seq, MsgBody: Object.assign({ OpType: op, Operator_Account: 'owner' }, body) }; };
  var notice = function (kind, seq) { return { ToGroupId: '@g', From_Account: '@TIM#SYSTEM', GroupInfo: { GroupName: 'G', To_Account: 'me' }, MsgTimeStamp: 1500000000, NoticeSeq: seq, MsgBody: { ReportType: kind, Operator_Account: 'admin' } }; };
  var groups = function (t, next) { t.on('group_open_http_svc/get_joined_group_list', t.ok({ TotalCount: 1, GroupIdList: Object.keys(next).map(function (g) { return { GroupId: g, NextMsgSeq: next[g] }; }) })); };
  // History of a group that has every requested message.
  var history = function (t, from) { t.on('group_open_http_svc/group_msg_get', function (b) { var l = []; for (var i = b.ReqMsgSeq; i > b.ReqMsgSeq - b.ReqMsgNumber; i--) l.push(grp(b.GroupId, from || 'bob', i, 'n' + i)); return t.ok({ GroupId: b.GroupId, IsFinished: 1, RspMsgList: l }); }); };

  S('1.7', 'mixture: every event in one poll', async function (t) {
    conformance.traceEveryPoll = true; groups(t, { '@g': 11 }); await t.login();
    t.on('openim/getmsg', t.ok({ Cookie: 'c1', SyncFlag: 2, MsgList: [c2c('bob', 'me', 1, 'one'), c2c('eve', 'me', 3, 'three')] }));
    await t.push({ Event: 9, C2cMsgArray: [c2c('bob', 'me', 1, 'one'), c2c('me', 'bob', 2, 'mine')] }, { Event: 3, GroupMsgArray: [grp('@g', 'bob', 11, 'g11'), grp('@h', 'eve', 5, 'h5')] }, { Event: 1, NotifySeq: 7 }, { Event: 5, GroupTips: [notice(4, 200)] }, { Event: 4, GroupTips: [tip('@g', 2, 12, {})] }, { Event: 10, C2cNotifyMsgArray: [{ SubMsgType: 92, NoticeSeq: 300, ReadC2cMsgNotify: { UinPairReadArray: [{ Peer_Account: 'bob', LastReadTime: 1500000002 }] } }] }, { Event: 7, FriendListMod: [{ PushType: 1, NoticeSeq: 301, FriendAdd_Account: ['eve'] }] }, { Event: 8, ProfileDataMod: [{ PushType: 1, NoticeSeq: 302, Profile_Account: 'eve', ProfileList: [] }] });
    t.state();
  });
  S('1.7', 'mixture: history before polled messages', async function (t) {
    groups(t, { '@g': 11 }); history(t); await t.login();
    await t.push({ Event: 3, GroupMsgArray: [grp('@g', 'bob', 11, 'n11'), grp('@g', 'bob', 12, 'n12')] }, { Event: 9, C2cMsgArray: [c2c('bob', 'me', 5, 'five')] });
    await t.call('syncGroupMsgs', { GroupId: '@g', ReqMsgSeq: 12, ReqMsgNumber: 4 }); t.state('group');
    t.on('openim/getroammsg', t.ok({ Complete: 1, MaxCnt: 3, LastMsgTime: 1500000003, MsgKey: 'k', MsgList: [c2c('me', 'bob', 3, 'three'), c2c('bob', 'me', 4, 'four'), c2c('bob', 'me', 5, 'five')] }));
    await t.call('getC2CHistoryMsgs', { Peer_Account: 'bob', MaxCnt: 3, LastMsgTime: 0, MsgKey: '' });
    t.on('openim/getmsg', t.ok({ Cookie: 'c', SyncFlag: 2, MsgList: [c2c('bob', 'me', 4, 'four'), c2c('bob', 'me', 6, 'six')] })); await t.call('syncMsgs'); t.state('both');
  });
  S('1.7', 'several groups: gaps in some of them', async function (t) {
    groups(t, { '@a': 11, '@b': 21 }); history(t); await t.login();
    await t.push({ Event: 3, GroupMsgArray: [grp('@b', 'bob', 23, 'n23'), grp('@a', 'eve', 11, 'a11'), grp('@c', 'bob', 7, 'n7'), grp('@c', 'bob', 9, 'n9'), grp('@d', 'bob', 4, 'd4')] }); t.state();
    await t.push({ Event: 3, GroupMsgArray: [grp('@c', 'bob', 10, 'n10'), grp('@b', 'bob', 24, 'n24'), grp('@a', 'bob', 13, 'n13')] }); t.state('next');
  });
  S('1.7', 'several groups: a gap that history cannot fill', async function (t) {
    groups(t, { '@a': 11 }); history(t, 'eve'); await t.login();
    t.on('group_open_http_svc/group_msg_get', function (b, n) { return n === 1 ? t.fail(10002) : t.ok({ GroupId: '@a', IsFinished: 1, RspMsgList: [grp('@a', 'eve', 13, 'n13'), grp('@a', 'eve', 12, 'n12'), grp('@a', 'eve', 11, 'n11')] }); });
    await t.push({ Event: 3, GroupMsgArray: [grp('@a', 'eve', 13, 'n13')] }); t.state('it waits');
    await t.push(); t.state('whole');
    await t.push({ Event: 3, GroupMsgArray: [grp('@a', 'eve', 14, 'n14')] }); t.state('on');
  });
  S('1.7', 'another user: the first user\'s state is gone', async function (t) {
    conformance.traceEveryPoll = true; groups(t, { '@g': 11 }); await t.login();
    t.on('openim/getmsg', t.ok({ Cookie: 'mine', SyncFlag: 2, MsgList: [c2c('bob', 'me', 1, 'for me')] }));
    await t.push({ Event: 3, GroupMsgArray: [grp('@g', 'bob', 11, 'g11')] }, { Event: 1, NotifySeq: 9 }); t.state('me');
    t.on('sns/friend_get_all', { hang: true }); webim.getAllFriend({}, t.cb('too late'), t.cb('too late')); await t.settle();
    t.on('openim/getmsg', t.ok({ Cookie: 'theirs', SyncFlag: 2, MsgList: [c2c('bob', 'other', 1, 'for other')] }));
    await t.login(t.me({ identifier: 'other', userSig: 'sig2' })); t.state('other');
    await t.push({ Event: 3, GroupMsgArray: [grp('@g', 'me', 11, 'from who was me'), grp('@g', 'other', 12, 'mine now')] }, { Event: 1, NotifySeq: 2 }); t.state('hears');
  });
  S('1.7', 'same user: the store is kept', async function (t) {
    await t.login(); await t.push({ Event: 9, C2cMsgArray: [c2c('bob', 'me', 1, 'one')] });
    await t.call('logout'); t.state('out'); await t.login(); t.state('in again');
    await t.push({ Event: 9, C2cMsgArray: [c2c('bob', 'me', 1, 'one'), c2c('bob', 'me', 2, 'two')] }); t.state('hears');
  });
  S('1.7', 'listeners: modified arguments affect nothing', async function (t) {
    var told = t.cb('told'), spoil = function (l) { told(l.slice()); l.forEach(function (m) { m.elems = []; m.seq = m.random = 0; m.fromAccount = 'x'; }); l.reverse().pop(); };
    var on = t.listeners({ onMsgNotify: spoil, onGroupInfoChangeNotify: function (n) { told(Object.assign({}, n)); delete n.GroupId; } }); on.onGroupSystemNotifys[4] = function (n) { told(Object.assign({}, n)); n.groupReportTypeMsg.ReportType = 5; n.MsgTime = 'as the guide does'; };
    groups(t, { '@g': 11 }); await t.login(t.me(), on);
    await t.push({ Event: 9, C2cMsgArray: [c2c('bob', 'me', 1, 'one'), c2c('bob', 'me', 2, 'two')] }); await t.push({ Event: 9, C2cMsgArray: [c2c('bob', 'me', 2, 'two'), c2c('bob', 'me', 3, 'three')] });
    await t.push({ Event: 5, GroupTips: [notice(4, 1)] }, { Event: 5, GroupTips: [notice(4, 2)] }); await t.push({ Event: 4, GroupTips: [tip('@g', 6, 11, { MsgGroupNewInfo: { GroupName: 'new' } })] }); t.state();
  });
  S('1.7', 'listeners: an exception', async function (t) {
    var told = t.cb('told'); await t.login(t.me(), t.listeners({ onMsgNotify: function (l) { told(l.length); throw new Error('of the page'); } }));
    await t.push({ Event: 9, C2cMsgArray: [c2c('bob', 'me', 1, 'one')] }, { Event: 10, C2cNotifyMsgArray: [{ SubMsgType: 92, NoticeSeq: 1, ReadC2cMsgNotify: { UinPairReadArray: [{ Peer_Account: 'bob', LastReadTime: 1 }] } }] }); t.state();
    await t.push({ Event: 9, C2cMsgArray: [c2c('bob', 'me', 2, 'two')] }); t.state('next');
  });
  S('1.7', 'missing fields: lists and MsgGroupNewInfo', async function (t) {
    await t.login(); await t.call('createGroup', { Type: 'Public', Name: 'n' }); await t.call('getProfilePortrait', { TagList: ['Tag_Profile_IM_Nick'] });
    await t.push({ Event: 9, C2cMsgArray: [] }, { Event: 10, C2cNotifyMsgArray: [] }, { Event: 4, GroupTips: [tip('@g', 6, 1, {})] }); t.state();
    await t.call('modifyGroupMember', { GroupId: '@g', Member_Account: 'bob', ShutUpTime: 0 });
  });
  S('1.7', 'errors: each reaches its caller', async function (t) {
    await t.login();
    t.on('group_open_http_svc/get_pendency', t.fail(10002)); await t.call('getPendencyGroup', { StartTime: 0, Limit: 10 });
    t.on('group_open_http_svc/report_pendency', t.fail(10002)); await t.call('getPendencyGroupRead', { ReportTime: 1 });
    t.on('group_open_http_svc/handle_invite_join_group', t.fail(10002)); await t.call('handleInviteJoinGroupRequest', { GroupId: '@g' });
    t.on('sns/friend_get_all', { raw: '<html>' }); await t.call('getAllFriend', {});
    await t.call('handleApplyJoinGroup', { GroupId: '@g', HandleMsg: 'Agree' });
  });
  S('1.7', 'connection: an invalid response fails the poll', async function (t) {
    await t.login(); await t.push(); await t.pushRaw({ raw: 'nonsense' }); await t.until(function () { return t.polling() > 0; });
    await t.push({ Event: 9, C2cMsgArray: [c2c('bob', 'me', 1, 'still here')] });
  });
  S('1.7', 'connection: repeated refusals, then online', async function (t) {
    await t.login(); await t.push(); for (var i = 0; i < 11; i++) { await t.pushRaw(t.fail(5)); if (i < 10) await t.until(function () { return t.polling() > 0; }); }
    t.phase('off'); t.same('polls waiting', function () { return t.polling(); }); window.dispatchEvent(new Event('online')); await t.until(function () { return t.polling() > 0; }, 1000); await t.push(); t.phase('back'); await t.push();
  });
})(conformance.scenario);
