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

  // pollsOf returns the pending polls of a kind, and the callers that wait for the next one.
  function pollsOf(command) { return polls[command] || (polls[command] = { waiting: [], arrived: [] }); }
  function addPoll(command, respond, signal) {
    var p = pollsOf(command);
    p.waiting.push({ respond: respond, signal: signal });
    p.arrived.splice(0).forEach(function (f) { f(); });
  }
  function waiting(command) {
    var p = pollsOf(command);
    p.waiting = p.waiting.filter(function (w) { return !w.signal || !w.signal.aborted; });
    return p.waiting;
  }
  // awaitPoll resolves once a poll is pending.
  function awaitPoll(command) {
    if (waiting(command).length) return Promise.resolve();
    return new Promise(function (resolve) { pollsOf(command).arrived.push(resolve); });
  }
  // respondToPoll completes the pending poll and resolves when the SDK has handled the response,
  // which is when it polls again.
  async function respondToPoll(command, response) {
    await awaitPoll(command);
    waiting(command).pop().respond(response);
    await awaitPoll(command);
  }

  window.fetch = function (url, init) {
    var command = new URL(url, location.href).pathname.split('/').pop(), body = init && init.body;
    try { body = JSON.parse(body); } catch (e) { /* keep the string */ }
    calls.push({ command: command, body: body });
    return new Promise(function (resolve, reject) {
      var signal = init && init.signal;
      if (signal) signal.addEventListener('abort', function () { reject(new DOMException('aborted', 'AbortError')); });
      var respond = function (a) {
        if (a && a.lost) return reject(new TypeError('Failed to fetch'));
        resolve(new Response(a && 'raw' in a ? a.raw : JSON.stringify(a, function (key) { return this[key]; }), { status: (a && a.status) || 200 }));
      };
      var handler = handlers[command];
      if (handler) return Promise.resolve(typeof handler === 'function' ? handler(body) : handler).then(respond);
      if (command === 'longpolling' || command === 'get_msg') return addPoll(command, respond, signal);
      respond(ok(defaults[command]));
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
    awaitPoll: function () { return awaitPoll('longpolling'); },
    push: function () { return respondToPoll('longpolling', ok({ EventArray: [].slice.call(arguments) })); },
    pushResponse: function (response) { return respondToPoll('longpolling', response); },
    pushBigGroup: function (response) { return respondToPoll('get_msg', response); },
  };
})();
