// A page on a slow phone records when it sends the sign-in request, in ms, and whether
// a response arrived. Without the SDK the page sends a request itself.
var phone = { left: 0, done: false };
(function () {
  'use strict';
  window.fetch = function (url) {
    if (/openim\/login|plain\/login/.test(url)) phone.left = phone.left || performance.now();
    var response = { ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '', TinyId: '144115', A2Key: 'a2keya2key', AuthKey: 'KEY', IpList: ['203.0.113.7'], LongPollingId: 'p', Timeout: 60 };
    return /longpolling\?/.test(url) ? new Promise(function () {}) : Promise.resolve({ status: 200, json: function () { return Promise.resolve(response); } });
  };
  function done() { phone.done = true; }
  if (window.webim) webim.login({ sdkAppID: '1400000001', accountType: '792', identifier: 'me', userSig: 'signature' }, {}, { isLogOn: false }, done, done);
  else fetch('/plain/login').then(done);
})();
