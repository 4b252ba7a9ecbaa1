// Calls of every function with every type of argument, and before a sign-in.
(function () {
  'use strict';
  // Constructors: their arguments are stored unchecked.
  var classes = ['Msg', 'Session'];
  // Signing in and out, which the other calls depend on.
  var sessions = ['init', 'login', 'logout', 'logoutAll', 'offline'];

  function functions() {
    var all = [];
    Object.keys(webim).forEach(function (name) {
      if (typeof webim[name] === 'function' && classes.indexOf(name) < 0) all.push(['webim.' + name, webim[name]]);
    });
    ['MsgStore', 'Log'].forEach(function (part) {
      Object.getOwnPropertyNames(webim[part]).forEach(function (name) { all.push([part + '.' + name, webim[part][name]]); });
    });
    return all;
  }
  function oddValues() {
    var bare = Object.create(null), many = [];
    bare.x = 1;
    many.length = 5;
    return [undefined, null, 0, -1, NaN, 1e21, '', 'x', true, [], {}, bare, many, function () {}, new Date(NaN), /x/, document.body, window, Symbol('s'), 10n,
      { get GroupId() { throw new Error('a getter'); } }, { MemberList: 5, To_Account: 5, GroupIdList: {} },
      { file: {}, formId: 1 }, { sess: {}, elems: 5 }, { _impl: 5 }];
  }
  // Functions whose original throws, too: invalid JSON, no session to mark, a key without text.
  var mayThrow = /^(webim\.setJsonpLastRspData|webim\.setAutoRead|MsgStore\.(del)?[sS]ess.*Id)$/;

  function callAll(names, problems) {
    functions().forEach(function (f) {
      var name = f[0], fn = f[1];
      if ((sessions.indexOf(name.slice(6)) >= 0) !== (names === sessions)) return;
      if (/^(MsgStore\.sess|Log\.setOn)/.test(name) && names === sessions) return;
      oddValues().forEach(function (a) {
        [[a, a, a, a, a]].concat(net.calls.length ? [] : [[a, function () {}, function () {}], [{}, a, a]]).forEach(function (args) {
          try { fn.apply(webim, args); } catch (e) {
            if (mayThrow.test(name) || e.message === 'a getter') return;
            problems.push(name + '(' + args.map(function (x) { try { return typeof x === 'object' ? JSON.stringify(x) : String(x); } catch (e) { return typeof x; } }) + ') throws ' + e);
          }
        });
      });
    });
  }

  // One example per function is enough.
  function distinct(problems) {
    var seen = {};
    return problems.filter(function (p) { var name = p.split('(')[0], first = !seen[name]; seen[name] = true; return first; });
  }

  habit('arguments of any type throw nothing', async function () {
    var problems = [];
    var console = ['info', 'warn', 'error', 'debug'];
    console.forEach(function (level) { window.console[level] = function () {}; }); // suppress their many messages
    callAll([], problems);
    webim.Log.setOn(true);
    expectEqual(distinct(problems), []);
    await signIn();
    callAll([], problems);
    webim.Log.setOn(true);
    expectEqual(distinct(problems), []);
    await signIn('other'); // the store may hold arbitrary records by now
    await requireWorking();
    callAll(sessions, problems);
    expectEqual(distinct(problems), []);
    await signIn('third');
    await requireWorking();
    expectEqual(webim.Tool.formatText2Html('<b> '), '&lt;b&gt;&nbsp;');
  });
  habits['arguments of any type throw nothing'].fresh = true;

  habit('invalid arguments reach the error callback', async function () {
    var circle = {}, errors = [];
    circle.self = circle;
    var err = function (e) { errors.push([e.ActionStatus, typeof e.ErrorInfo]); };
    webim.createGroup({ MemberList: [], Name: circle }, null, err);
    webim.sendMsg(undefined, null, err);
    webim.sendMsg({}, null, err);
    webim.sendMsg({ sess: new webim.Session('C2C', 'bob'), elems: null }, null, err);
    webim.sendMsg(message(new webim.Session('OTHER', 'bob'), 'x'), null, err);
    webim.getAllFriend(10n, null, err);
    // Browsers take long to detect a cycle, so only some functions get one.
    ['getGroupInfo', 'applyJoinBigGroup', 'getC2CHistoryMsgs', 'setProfilePortrait', 'applyDownload'].forEach(function (name) { webim[name]({ GroupId: circle, x: circle }, null, err); });
    expectEqual(errors, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map(function () { return ['FAIL', 'string']; }));
    await requireWorking();
  });

  // The invalid value is named in the error, and no request is sent.
  habit('errors name the invalid argument', async function () {
    await signIn();
    var sent = net.calls.length, errors = [], lines = [];
    var err = function (e) { errors.push(e.ErrorInfo); };
    var msg = function () { return new webim.Msg(new webim.Session('C2C', 'bob'), true); };
    webim.sendMsg('hi', null, err);
    webim.sendMsg(new webim.Msg('bob', true), null, err);
    var m = msg(); m.addText('hello'); webim.sendMsg(m, null, err);
    m = msg(); m.addImage({}); webim.sendMsg(m, null, err);
    m = msg(); m.addElem(null); webim.sendMsg(m, null, err);
    m = msg(); m.addElem({ text: 'x' }); webim.sendMsg(m, null, err);
    webim.getGroupInfo('@g', null, err);
    webim.getBlackList(err, null, err);
    webim.login({}, 'listeners', {}, null, err);
    webim.uploadPic('a.png', null, err);
    webim.submitUploadFileForm('form', null, err);
    var error = console.error;
    console.error = function (line) { lines.push(line); };
    var on = webim.Log.getOn();
    webim.Log.setOn(true);
    webim.setAutoRead('bob', true);
    webim.sendMsg('hi');
    webim.uploadPic({});
    webim.Log.setOn(on);
    console.error = error;
    expectEqual(errors.map(function (t) { return /^webim\.(\w+): 参数(.*)应为(.*)，实际为([^[]*)/.exec(t).slice(1).join(' | '); }), [
      'sendMsg | msg | webim.Msg对象 | "hi"',
      'sendMsg | msg.sess | webim.Session对象 | "bob"',
      'sendMsg | msg.elems[0].content | webim.Msg.Elem.Text对象 | "hello"',
      'sendMsg | msg.elems[0].content | webim.Msg.Elem.Images对象 | Object',
      'sendMsg | msg.elems[0] | webim.Msg.Elem对象 | null',
      'sendMsg | msg.elems[0] | webim.Msg.Elem对象 | Object',
      'getGroupInfo | options | 对象 | "@g"',
      'getBlackList | options | 对象 | function',
      'login | listeners | 对象 | "listeners"',
      'uploadPic | options | 对象 | "a.png"',
      'submitUploadFileForm | options | 对象 | "form"',
    ]);
    expectEqual(lines.map(function (l) { return l.split('，')[0]; }), [
      '[webim] webim.setAutoRead: 参数selSess应为webim.Session对象', '[webim] webim.sendMsg: 参数msg应为webim.Msg对象', '[webim] 获取文件对象为空: file(没有选择文件)',
    ]);
    expectEqual(net.calls.length, sent, 'requests');
    await requireWorking();
  });

  // Before a sign-in every function fails, except those that need no user.
  var needNoUser = ['searchGroupByName', 'applyJoinBigGroup', 'quitBigGroup', 'applyDownload'];
  var needsFile = ['uploadPic', 'uploadFile', 'submitUploadFileForm'];
  habit('calls before a sign-in fail', async function () {
    var outcomes = {}, wrong = [];
    webim.Tool.trimStr(' x'); // Go runs: results are synchronous, as in the original
    Object.keys(webim).forEach(function (name) {
      var fn = webim[name];
      if (typeof fn !== 'function' || fn.length !== 3 || needNoUser.indexOf(name) >= 0 || needsFile.indexOf(name) >= 0) return;
      if (name === 'setAutoRead') return;
      outcomes[name] = [];
      var options = name === 'sendMsg' ? message(new webim.Session('C2C', 'bob'), 'x') : { GroupId: '@g', GroupIdList: [], MemberList: [], To_Account: [], TagList: [], Peer_Account: 'b', MaxCnt: 1, ReqMsgSeq: 1 };
      fn(options, function () { outcomes[name].push('ok'); }, function (e) { outcomes[name].push(e.ErrorCode); });
    });
    outcomes.syncMsgs = [];
    webim.syncMsgs(function () { outcomes.syncMsgs.push('ok'); }, function (e) { outcomes.syncMsgs.push(e.ErrorCode); });
    expectEqual(Object.keys(outcomes).length > 45, true, 'more than 45 functions');
    Object.keys(outcomes).forEach(function (name) { if (outcomes[name].join() !== (is13 ? '' : '-4')) wrong.push(name + ': ' + outcomes[name].join()); });
    expectEqual(wrong, []);
    expectEqual(net.calls.length, 0, 'requests');
    webim.setAutoRead(null, true, true);
    webim.setAutoRead(new webim.Session('C2C', 'bob'), true, true);
    expectEqual(net.calls.length, 0, 'requests');
    await signIn();
    await requireWorking();
  });
  habits['calls before a sign-in fail'].fresh = true;
})();
