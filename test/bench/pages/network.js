// A fake network, loaded before the SDK: accepts any sign-in, and holds the long
// poll until the benchmark responds to it. Bodies are passed as strings, so that
// neither transfer nor decoding is measured.
var network = (function () {
  'use strict';
  var GROUPS = 10;
  var waiting = null; // resolves the pending long poll
  var handed = 0; // when the SDK read a poll's body
  var arrived = null; // resolves the promise that waits for the next poll

  function ok(more) { return Object.assign({ ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '' }, more); }
  function groups() {
    var list = [];
    for (var i = 0; i < GROUPS; i++) list.push({ GroupId: '@g' + i, NextMsgSeq: 1 });
    return list;
  }
  var responses = {
    'openim/login': ok({ TinyId: '144115', A2Key: 'a2keya2key' }),
    'openim/getlongpollingid': ok({ LongPollingId: 'poll', Timeout: 60 }),
    'openim/authkey': ok({ AuthKey: 'KEY', IpList: ['203.0.113.7'], ExpireTime: 600 }),
    'webim/accesslayer': { ErrorCode: 0, WebImAccessLayer: 0 },
    'group_open_http_svc/get_joined_group_list': ok({ TotalCount: GROUPS, GroupIdList: groups() }),
    'profile/portrait_get': ok({ UserProfileItem: [] }),
    'openim/getmsg': ok({ Cookie: 'c', SyncFlag: 2, MsgList: [] })
  };
  function response(text) {
    var r = new Response('', { status: 200, headers: { 'Content-Type': 'application/json' } });
    r.text = function () { handed = performance.now(); return Promise.resolve(text); };
    r.json = function () { handed = performance.now(); return Promise.resolve(JSON.parse(text)); };
    return r;
  }
  var real = window.fetch.bind(window);
  window.fetch = function (url, init) {
    var m = /\/v\d\/([a-z_]+\/[a-z_]+)(\?|$)/.exec(String(url));
    if (!m) return real(url, init);
    if (m[1] !== 'openim/longpolling') return Promise.resolve(response(JSON.stringify(responses[m[1]] || ok({}))));
    return new Promise(function (resolve) {
      waiting = function (text) { waiting = null; resolve(response(text)); };
      if (arrived) arrived();
    });
  };
  return {
    groups: GROUPS,
    // polling resolves when a poll is pending.
    polling: function () {
      return new Promise(function (ok) { if (waiting) ok(); else arrived = function () { arrived = null; ok(); }; });
    },
    respond: function (text) { waiting(text); },
    handed: function () { return handed; }
  };
})();
