// Dialect 1.3: the scenarios of mixtures17.js that apply to 1.3, and its duplicates.
(function (S) {
  'use strict';
  var text = function (s) { return { MsgType: 'TIMTextElem', MsgContent: { Text: s } }; };
  var c2c = function (from, to, seq, s, x) { return Object.assign({ From_Account: from, To_Account: to, MsgSeq: seq, MsgRandom: seq * 10, MsgTimeStamp: 1500000000 + seq, MsgBody: [text(s)] }, x || {}); };
  var grp = function (g, from, seq, s, x) { return Object.assign({ From_Account: from, ToGroupId: g, GroupInfo: { GroupName: 'Name of ' + g, To_Account: 'me' }, MsgSeq: seq, MsgRandom: seq * 10, MsgTimeStamp: 1500000000 + seq, NoticeSeq: 100 + seq, MsgBody: [text(s)] }, x || {}); };
  var tip = function (g, op, seq, body) { return { From_Account: '@TIM#SYSTEM', ToGroupId: g, GroupInfo: { GroupName: 'Name of ' + g }, Event: 4, MsgSeq: seq, MsgRandom: seq * 10, MsgTimeStamp: 1500000000 + seq, NoticeSeq: 100 + seq, MsgBody: Object.assign({ OpType: op, Operator_Account: 'owner' }, body) }; };
  var notice = function (kind, to, time, seq) { return { ToGroupId: '@g', From_Account: '@TIM#SYSTEM', GroupInfo: { GroupName: 'G', To_Account: to }, MsgTimeStamp: time, NoticeSeq: seq, MsgBody: { ReportType: kind, Operator_Account: 'admin' } }; };
  var groups = function (t, next) { t.on('group_open_http_svc/get_joined_group_list', t.ok({ TotalCount: 1, GroupIdList: Object.keys(next).map(function (g) { return { GroupId: g, NextMsgSeq: next[g] }; }) })); };
  var history = function (t, of) { t.on('group_open_http_svc/group_msg_get', function (b) { var l = []; for (var i = b.ReqMsgSeq; i > b.ReqMsgSeq - b.ReqMsgNumber; i--) l.push((of && of[i]) || grp(b.GroupId, 'bob', i, 'n' + i)); return t.ok({ GroupId: b.GroupId, IsFinished: 1, RspMsgList: l }); }); };

  S('1.3', '1.3 mixture: every event in one poll', async function (t) {
    conformance.traceEveryPoll = true; groups(t, { '@g': 11 }); history(t, { 12: grp('@g', 'me', 12, 'mine'), 13: tip('@g', 2, 13, {}) }); await t.init13();
    t.on('openim/getmsg', t.ok({ Cookie: 'c1', SyncFlag: 2, MsgList: [c2c('eve', 'me', 3, 'three')] }));
    await t.push({ Event: 3, GroupMsgArray: [grp('@g', 'bob', 11, 'g11'), grp('@g', 'me', 12, 'mine')] }, { Event: 4, GroupTips: [tip('@g', 2, 13, {})] }, { Event: 1, NotifySeq: 7 }, { Event: 5, GroupTips: [notice(4, 'me', 1500000000, 200)] }, { Event: 9, C2cMsgArray: [c2c('bob', 'me', 1, 'not in 1.3')] });
    t.state();
  });
  S('1.3', '1.3 mixture: history before polled messages', async function (t) {
    groups(t, { '@g': 11 }); history(t); await t.init13();
    await t.push({ Event: 3, GroupMsgArray: [grp('@g', 'bob', 11, 'n11'), grp('@g', 'bob', 12, 'n12')] });
    await t.call('syncGroupMsgs', { GroupId: '@g', ReqMsgSeq: 12, ReqMsgNumber: 4 }); t.state();
    webim.syncGroupMsgs({ GroupId: '@g', ReqMsgSeq: 8, ReqMsgNumber: 1 }); await t.settle(); t.state('to the listener');
  });
  S('1.3', '1.3 several groups: gaps in some of them', async function (t) {
    groups(t, { '@a': 11, '@b': 21 }); history(t); await t.init13();
    await t.push({ Event: 3, GroupMsgArray: [grp('@b', 'bob', 23, 'n23'), grp('@a', 'eve', 11, 'a11'), grp('@c', 'bob', 7, 'n7'), grp('@c', 'bob', 9, 'n9'), grp('@d', 'bob', 4, 'd4')] }); t.state();
    await t.push({ Event: 3, GroupMsgArray: [grp('@c', 'bob', 10, 'n10'), grp('@a', 'bob', 13, 'n13')] }); t.state('next');
  });
  S('1.3', '1.3 another user: the first user\'s state is gone', async function (t) {
    conformance.traceEveryPoll = true; groups(t, { '@g': 11 }); await t.init13();
    t.on('openim/getmsg', t.ok({ Cookie: 'mine', SyncFlag: 2, MsgList: [c2c('bob', 'me', 1, 'for me')] }));
    await t.push({ Event: 3, GroupMsgArray: [grp('@g', 'bob', 11, 'g11')] }, { Event: 1, NotifySeq: 9 }, { Event: 5, GroupTips: [notice(4, 'me', 1500000000, 200)] }); t.state('me');
    t.on('openim/getmsg', t.ok({ Cookie: 'theirs', SyncFlag: 2, MsgList: [c2c('bob', 'other', 1, 'for other')] }));
    await t.init13(t.me({ identifier: 'other', userSig: 'sig2' })); t.state('other');
    await t.push({ Event: 3, GroupMsgArray: [grp('@g', 'me', 11, 'from who was me')] }, { Event: 1, NotifySeq: 2 }, { Event: 5, GroupTips: [notice(4, 'other', 1500000000, 5)] }); t.state('hears');
  });
  S('1.3', '1.3 listeners: modified arguments affect nothing', async function (t) {
    var told = t.cb('told'), spoil = function (l) { told(l.slice()); l.forEach(function (m) { m = m.msg || m; m.elems = []; m.seq = m.random = 0; }); l.length = 0; };
    var on = t.listeners13({ onMsgNotify: spoil }); on.groupSystemNotifys[4] = function (n) { told(Object.assign({}, n)); n.MsgTime = 'as the guide does'; n.GroupId = null; };
    groups(t, { '@g': 11 }); await t.init13(t.me(), on);
    await t.push({ Event: 3, GroupMsgArray: [grp('@g', 'bob', 11, 'n11'), grp('@g', 'bob', 12, 'n12')] }); await t.push({ Event: 3, GroupMsgArray: [grp('@g', 'bob', 12, 'n12'), grp('@g', 'bob', 13, 'n13')] });
    await t.push({ Event: 5, GroupTips: [notice(4, 'me', 1500000000, 1), notice(4, 'me', 1500000000, 2), notice(4, 'me', 1500000001, 3)] }); t.state();
  });
  S('1.3', '1.3 listeners: an exception', async function (t) {
    var told = t.cb('told'); await t.init13(t.me(), t.listeners13({ onMsgNotify: function (l) { told(l.length); throw new Error('of the page'); } }));
    await t.push({ Event: 3, GroupMsgArray: [grp('@g', 'bob', 1, 'one')] }, { Event: 5, GroupTips: [notice(4, 'me', 1500000000, 1)] }); await t.push({ Event: 3, GroupMsgArray: [grp('@g', 'bob', 2, 'two')] }); t.state();
  });
  S('1.3', '1.3 duplicates: same seq and random within half an hour', async function (t) {
    await t.init13(); var at = async function (seq, random, time) { t.on('openim/getmsg', t.ok({ Cookie: 'c', SyncFlag: 2, MsgList: [c2c('bob', 'me', seq, seq + '/' + random + ' at ' + time, { MsgRandom: random, MsgTimeStamp: 1500000000 + time })] })); await t.call('syncMsgs'); };
    await at(1, 10, 0); await at(1, 10, 1799); await at(2, 9, 1); await at(1, 10, 3599); t.state();
  });
  S('1.3', '1.3 mixture: names of the guide', async function (t) { await t.init13(); await t.call('handleApplyJoinGroup', { GroupId: '@g', Applicant_Account: 'bob', HandleMsg: 'Agree', Authentication: 'a', MsgKey: 5, ApprovalMsg: 'ok', UserDefinedField: 'u' }); t.same('sessById', function () { return [webim.MsgStore.sessById === webim.MsgStore.sessByTypeId, webim.MsgStore.delSessById('C2C', 'nobody')]; }); });
})(conformance.scenario);
