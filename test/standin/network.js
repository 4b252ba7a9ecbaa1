// A fake backend in the page, for tests of how the SDK handles responses. It replaces
// fetch before the SDK is loaded and responds to every command in both dialects; a poll
// stays pending until the test completes it.
var net = (function () {
  'use strict'; // responses ignore a toJSON of the page, as a server's would
  var ok = function (fields) { return Object.assign({ ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '' }, fields); };
  var defaults = {
    login: { TinyId: '144115', A2Key: 'a2keya2key' },
    getlongpollingid: { LongPollingId: 'poll1', Timeout: 60 },
    authkey: { AuthKey: 'AUTHKEY', IpList: ['203.0.113.7'], ExpireTime: 600 },
    portrait_get: { UserProfileItem: [] },
    get_joined_group_list: { TotalCount: 0, GroupIdList: [] },
    getmsg: { Cookie: 'cookie', SyncFlag: 2, MsgList: [] },
  };
  var handlers = {}, calls = [], polls = {};

  // A kind of long poll: the pending polls, and the callers that wait for the next one.
  function pollsOf(command) { return polls[command] || (polls[command] = { waiting: [], arrived: [] }); }
  function arrive(command, answer, signal) {
    var p = pollsOf(command);
    p.waiting.push({ answer: answer, signal: signal });
    p.arrived.splice(0).forEach(function (f) { f(); });
  }
  function waiting(command) {
    var p = pollsOf(command);
    p.waiting = p.waiting.filter(function (w) { return !w.signal || !w.signal.aborted; });
    return p.waiting;
  }
  // comes resolves once a poll is pending.
  function comes(command) {
    if (waiting(command).length) return Promise.resolve();
    return new Promise(function (resolve) { pollsOf(command).arrived.push(resolve); });
  }
  // tell completes the pending poll and resolves when the SDK has handled the response,
  // which is when it polls again.
  async function tell(command, answer) {
    await comes(command);
    waiting(command).pop().answer(answer);
    await comes(command);
  }

  window.fetch = function (url, init) {
    var command = new URL(url, location.href).pathname.split('/').pop(), body = init && init.body;
    try { body = JSON.parse(body); } catch (e) { /* keep the string */ }
    calls.push({ command: command, body: body });
    return new Promise(function (resolve, reject) {
      var signal = init && init.signal;
      if (signal) signal.addEventListener('abort', function () { reject(new DOMException('aborted', 'AbortError')); });
      var answer = function (a) {
        if (a && a.lost) return reject(new TypeError('Failed to fetch'));
        resolve(new Response(a && 'raw' in a ? a.raw : JSON.stringify(a, function (key) { return this[key]; }), { status: (a && a.status) || 200 }));
      };
      var handler = handlers[command];
      if (handler) return Promise.resolve(typeof handler === 'function' ? handler(body) : handler).then(answer);
      if (command === 'longpolling' || command === 'get_msg') return arrive(command, answer, signal);
      answer(ok(defaults[command]));
    });
  };

  return {
    ok: ok,
    fail: function (code, info) { return { ActionStatus: 'FAIL', ErrorCode: code, ErrorInfo: info || 'refused' }; },
    // on sets the response of a command, an object or a function of the body; null resets it.
    on: function (command, handler) { if (handler === null) delete handlers[command]; else handlers[command] = handler; },
    calls: calls, // sent requests: {command, body}
    sent: function (command) { return calls.filter(function (c) { return c.command === command; }); },
    polling: function () { return waiting('longpolling').length; },
    comes: function () { return comes('longpolling'); },
    push: function () { return tell('longpolling', ok({ EventArray: [].slice.call(arguments) })); },
    pushAnswer: function (answer) { return tell('longpolling', answer); },
    pushBig: function (answer) { return tell('get_msg', answer); },
  };
})();
