// Calls in unusual ways and from callbacks.
(function () {
  'use strict';

  habit('listeners that throw', async function () {
    var n = 0, keep = listeners.onMsgNotify;
    listeners.onMsgNotify = function (list) { keep(list); throw new Error('in a listener ' + ++n); };
    system.push = function () { throw new Error('in a notice'); };
    await signIn();
    await arrive(c2c('bob', 1, 'one'));
    await net.push(notice(4, 1), { Event: 3, GroupMsgArray: [grp('@g', 'bob', 1, 'group')] }, notice(5, 2));
    await arrive(c2c('bob', 2, 'two'));
    expectEqual(received.map(function (m) { return m.toHtml(); }), ['one', 'group', 'two']);
    expectEqual(pageErrors.map(function (e) { return e.replace(/^.*Error: /, ''); }), ['in a listener 1', 'in a notice', 'in a listener 2', 'in a notice', 'in a listener 3']);
    pageErrors.length = 0;
  });
  habits['listeners that throw'].fresh = true;

  habit('callbacks that throw', async function () {
    var done = 0, msg = message(new webim.Session('C2C', 'bob'), 'x');
    webim.sendMsg(msg, function () { done++; throw new Error('cbOk'); }, function () { done += 100; });
    await until(function () { return done && pageErrors.length; });
    net.on('friend_get_all', net.fail(30001));
    webim.getAllFriend({}, function () { done += 100; }, function () { done++; throw new Error('cbErr'); });
    await until(function () { return pageErrors.length === 2; });
    webim.syncMsgs(function () { done++; throw new Error('sync'); });
    await until(function () { return pageErrors.length === 3; });
    expectEqual([done, session('C2C', 'bob').msgCount()], [3, 1]);
    pageErrors.length = 0;
    await requireWorking();
  });

  habit('listeners that modify their arguments', async function () {
    var keep = listeners.onMsgNotify;
    listeners.onMsgNotify = function (list) {
      keep(list.slice());
      list.forEach(function (m) { m = m.msg || m; m.elems = []; m.seq = 1; m.random = 1; m.isSend = true; m.sess = null; });
      list.length = 0;
      list.push('rubbish');
    };
    await signIn();
    await arrive(c2c('bob', 1, 'one'), c2c('bob', 2, 'two'));
    await arrive(c2c('bob', 1, 'one'), c2c('bob', 3, 'three'));
    expectEqual([session('C2C', 'bob').msgCount(), session('C2C', 'bob').unread(), received.length], [3, 3, 3]);
    // Notices and responses belong to the page, too.
    await net.push(notice(4, 1));
    var n = system[0];
    n.MsgTime = 'as the guide does';
    n.GroupId = null;
    await net.push(notice(5, 2));
    expectEqual([system[1].MsgTime, system[1].GroupId], [2, '@g']);
    net.on('group_msg_get', net.ok({ GroupId: '@g', IsFinished: 1, RspMsgList: [grp('@g', 'bob', 3, 'h3'), grp('@g', 'bob', 2, 'h2')] }));
    await new Promise(function (ok) { webim.syncGroupMsgs({ GroupId: '@g', ReqMsgSeq: 3, ReqMsgNumber: 2 }, function (list) { list.splice(0); ok(); }, ok); });
    expectEqual(htmlOf(session('GROUP', '@g')), 'h2|h3');
    await new Promise(function (ok) {
      net.on('get_group_info', net.ok({ GroupInfo: [{ GroupId: '@g' }] }));
      webim.getGroupInfo({ GroupIdList: ['@g'] }, function (a) { delete a.GroupInfo; a.ActionStatus = 'FAIL'; ok(); });
    });
    listeners.onMsgNotify = keep;
    await requireWorking();
  });
  habits['listeners that modify their arguments'].fresh = true;

  habit('options reused and changed', async function () {
    var options = { GroupIdList: ['@a'], GroupBaseInfoFilter: ['Name'] };
    net.on('get_group_info', net.ok({ GroupInfo: [] }));
    webim.getGroupInfo(options);
    options.GroupIdList[0] = '@b';
    webim.getGroupInfo(options);
    options.GroupIdList = null;
    await until(function () { return net.sent('get_group_info').length === 2; });
    expectEqual(net.sent('get_group_info').map(function (c) { return c.body.GroupIdList; }), [['@a'], ['@b']]);
    expectEqual(Object.keys(options), ['GroupIdList', 'GroupBaseInfoFilter']);
  });

  habit('sending from a listener', async function () {
    var keep = listeners.onMsgNotify, echoed = [];
    listeners.onMsgNotify = function (list) {
      keep(list);
      list.forEach(function (m) {
        m = m.msg || m;
        webim.setAutoRead(m.sess, true, true);
        webim.sendMsg(message(m.sess, 'echo ' + m.toHtml()), function () { echoed.push(m.toHtml()); }, function () { echoed.push('failed'); });
        webim.syncMsgs(function () {});
      });
    };
    await signIn();
    await arrive(c2c('bob', 1, 'one'), c2c('eve', 2, 'two'));
    await until(function () { return echoed.length === 2; });
    expectEqual(echoed.sort(), ['one', 'two']);
    expectEqual(htmlOf(session('C2C', 'bob')), 'one|echo one');
    listeners.onMsgNotify = keep;
    await requireWorking();
  });
  habits['sending from a listener'].fresh = true;

  habit('sending repeatedly from callbacks', async function () {
    var sess = new webim.Session('C2C', 'bob'), n = 0;
    await new Promise(function (ok, no) {
      (function next() {
        if (n === 60) return ok();
        webim.sendMsg(message(sess, 'n' + ++n), next, no);
      })();
    });
    expectEqual([sess.msgCount(), net.sent('sendmsg').length], [60, 60]);
  });

  habit('a session deleted by a listener', async function () {
    var keep = listeners.onMsgNotify;
    listeners.onMsgNotify = function (list) { keep(list); webim.MsgStore.delSessByTypeId('C2C', 'bob'); };
    await signIn();
    await arrive(c2c('bob', 1, 'one'), c2c('eve', 2, 'two'));
    expectSame(session('C2C', 'bob'), undefined);
    await arrive(c2c('bob', 1, 'one'));
    expectEqual(received.map(function (m) { return m.toHtml(); }), ['one', 'two', 'one']);
  });
  habits['a session deleted by a listener'].fresh = true;

  habit('signing out in a listener', async function () {
    var keep = listeners.onMsgNotify, out = 0;
    listeners.onMsgNotify = function (list) { keep(list); webim.logout(function () { out++; }, function () { out += 100; }); };
    await signIn();
    var polls = net.sent('longpolling').length;
    // The poll's other events are delivered before the response to the sign-out.
    net.push({ Event: 9, C2cMsgArray: [c2c('bob', 1, 'one')] }, notice(4, 1));
    await until(function () { return out; });
    expectEqual([out, received.length, system.length, net.polling()], [1, 1, 1, 0]);
    expectEqual(webim.checkLogin(function () {}, false), false);
    await signIn('me');
    expectEqual(session('C2C', 'bob').msgCount(), 1); // the same user's messages stay
    listeners.onMsgNotify = keep;
    await requireWorking();
    expectEqual(net.sent('longpolling').length >= polls + 2, true);
  }, '1.7');
  habits['signing out in a listener'].fresh = true;

  habit('signing in again when signed out elsewhere', async function () {
    var kicked = 0;
    listeners.onKickedEventCall = function () { kicked++; signIn(); };
    await signIn();
    await net.pushResponse(net.fail(91101, 'kicked'));
    expectEqual(kicked, 1);
    await requireWorking();
  }, '1.7');
  habits['signing in again when signed out elsewhere'].fresh = true;

  habit('signing in as another user', async function () {
    await arrive(c2c('bob', 1, 'for me'));
    await net.push({ Event: 3, GroupMsgArray: [grp('@g', 'bob', 1, 'g1')] });
    var kept = received[0], old = session('C2C', 'bob'), map = webim.MsgStore.sessMap();
    await signIn('other');
    expectEqual([Object.keys(map).length, webim.MsgStore.sessCount(), net.polling()], [0, 0, 1]);
    expectSame(webim.MsgStore.sessMap(), map);
    // Records that the page has kept still work, but belong to no user.
    expectEqual([kept.toHtml(), kept.sess.id(), old.msgCount()], ['for me', 'bob', 1]);
    // Both users may receive the same message.
    await arrive(c2c('bob', 1, 'for other', 'other'));
    expectEqual([received[2].toHtml(), received[2].sess === old, session('C2C', 'bob').unread()], ['for other', false, 1]);
    await net.push({ Event: 3, GroupMsgArray: [grp('@g', 'bob', 1, 'g1')] });
    expectEqual(session('GROUP', '@g').msgCount(), 1);
    // The first user is another account to the second.
    await arrive(c2c('me', 2, 'from me', 'other'));
    expectEqual([received[4].isSend, received[4].sess.id()], [false, 'me']);
    expectEqual((await send(message(old, 'in the old one'))).ActionStatus, 'OK');
    // The old session is connected to the current store, without the first
    // user's messages.
    expectEqual([net.sent('sendmsg')[0].body.From_Account, old.msgCount(), session('C2C', 'bob').msgCount()], ['other', 2, 2]);
    expectSame(old.msgs(), session('C2C', 'bob').msgs());
  });

  habit('signing in twice as the same user', async function () {
    await arrive(c2c('bob', 1, 'one'));
    await signIn();
    expectEqual([session('C2C', 'bob').msgCount(), net.polling()], [1, 1]);
    await arrive(c2c('bob', 1, 'one'), c2c('bob', 2, 'two'));
    expectEqual(htmlOf(session('C2C', 'bob')), 'one|two');
  });

  habit('a fetch that modifies or replaces responses', async function () {
    function getFriends() {
      return new Promise(function (ok) { webim.getAllFriend({ From_Account: 'me' }, ok, ok); });
    }
    net.on('friend_get_all', net.ok({ FriendNum: 1 }));
    var real = window.fetch;
    try {
      window.fetch = function () {
        return real.apply(window, arguments).then(function (response) {
          var json = response.json;
          response.json = async function () { return Object.assign(await json.call(response), { FriendNum: 2 }); };
          return response;
        });
      };
      expectEqual((await getFriends()).FriendNum, 2);
      window.fetch = async function () {
        return { status: 200, json: async function () { return net.ok({ FriendNum: 3 }); } };
      };
      expectEqual((await getFriends()).FriendNum, 3);
    } finally {
      window.fetch = real;
    }
    expectEqual((await getFriends()).FriendNum, 1);
  });
})();
