// What the local server does not do by itself, answered in the page: a command refused with
// any code, notices only the vendor's operators send, and uploads. Everything else goes out.
(function () {
  var fetch = window.fetch, refusals = {}, waiting = [];
  var json = function (answer) { return new Response(JSON.stringify(answer), { headers: { 'Content-Type': 'application/json' } }); };
  window.fetch = function (url, init) {
    var command = String(url).split('?')[0].split('/').pop();
    if (refusals[command]) return Promise.resolve(json(refusals[command]));
    if (command === 'pic_up') return Promise.resolve(json(upload(JSON.parse(init.body))));
    if (command !== 'longpolling') return fetch.apply(this, arguments);
    var real = fetch.apply(this, arguments);
    return new Promise(function (ok, no) {
      waiting.push(function (events) { ok(json({ ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '', EventArray: events })); });
      real.then(ok, no);
    });
  };

  window.uploaded = [];
  function upload(body) {
    uploaded.push(body);
    var next = body.Slice_Offset + body.Slice_Size, url = location.origin + '/pictures/' + body.File_Str_Md5;
    if (next < body.File_Size) return { ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '', IsFinish: 0, Next_Offset: next };
    return {
      ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '', IsFinish: 1, Next_Offset: next, File_UUID: body.File_Str_Md5,
      URL_INFO: [[1, 640], [2, 64], [4, 320]].map(function (p) {
        return { PIC_TYPE: p[0], PIC_Size: body.File_Size, PIC_Width: p[1], PIC_Height: p[1], DownUrl: url + '/' + p[1] };
      })
    };
  }
  // refuse answers a command with an error, until it is told otherwise with code 0.
  window.refuse = function (command, code, info) {
    refusals[command] = code ? { ActionStatus: 'FAIL', ErrorCode: code, ErrorInfo: info } : undefined;
  };
  // push ends the poll that waits with these events.
  window.push = function () { waiting.pop()([].slice.call(arguments)); };
})();
