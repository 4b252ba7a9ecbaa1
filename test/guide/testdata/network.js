// What the local server does not do by itself, answered in the page: a command refused with
// any code, and the notices that only the vendor's operators send. Everything else goes out.
(function () {
  var fetch = window.fetch, refusals = {}, waiting = [];
  var json = function (answer) { return new Response(JSON.stringify(answer), { headers: { 'Content-Type': 'application/json' } }); };
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

  // refuse answers a command with an error, until it is told otherwise with code 0.
  window.refuse = function (command, code, info) {
    refusals[command] = code ? { ActionStatus: 'FAIL', ErrorCode: code, ErrorInfo: info } : undefined;
  };
  // push ends the poll that waits with these events.
  window.push = function () { waiting.pop()([].slice.call(arguments)); };
})();
