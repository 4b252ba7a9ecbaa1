// Responses that the local server does not send, faked in the page: a command refused with
// any code, and the notices that only the vendor's operators send. Other requests pass.
(function () {
  var fetch = window.fetch, refusals = {}, waiting = [];
  var json = function (body) { return new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json' } }); };
  window.uploaded = []; // the bodies of pic_up
  window.fetch = function (url, init) {
    var command = String(url).split('?')[0].split('/').pop();
    if (refusals[command]) return Promise.resolve(json(refusals[command]));
    if (command === 'pic_up') uploaded.push(JSON.parse(init.body));
    if (command !== 'longpolling') return fetch.apply(this, arguments);
    var real = fetch.apply(this, arguments);
    return new Promise(function (ok, no) {
      waiting.push(function (events) { ok(json({ ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '', EventArray: events })); });
      real.then(ok, no);
    });
  };

  // refuse makes a command fail with an error code, until code 0 is set.
  window.refuse = function (command, code, info) {
    refusals[command] = code ? { ActionStatus: 'FAIL', ErrorCode: code, ErrorInfo: info } : undefined;
  };
  // push completes the pending poll with these events.
  window.push = function () { waiting.pop()([].slice.call(arguments)); };
})();
