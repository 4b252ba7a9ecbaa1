// Page functions for tests of uploads: files, the upload as a promise, and the
// comparison of downloaded bytes.
var opened = []; // URLs of opened windows
window.open = function (address) { opened.push(address); };

// wasmMemory is the memory of the SDK, for measurements.
var wasmMemory = null;
WebAssembly.Instance = (function (Instance) {
  function Instrumented(module, imports) {
    var instance = new Instance(module, imports);
    Object.keys(instance.exports).forEach(function (name) {
      if (instance.exports[name] instanceof WebAssembly.Memory) wasmMemory = instance.exports[name];
    });
    return instance;
  }
  Instrumented.prototype = Instance.prototype; // Go checks that it receives an instance
  return Instrumented;
})(WebAssembly.Instance);

function bytes(size) {
  var b = new Uint8Array(size);
  for (var i = 0; i < size; i++) b[i] = i * 31 + (i >> 8);
  return b;
}
function makeFile(name, size) { return new File([bytes(size)], name); }
// A picture of noise, which does not compress.
function makePicture(name, width, height) {
  var canvas = document.createElement('canvas'), seed = 1;
  canvas.width = width; canvas.height = height;
  var context = canvas.getContext('2d'), image = context.createImageData(width, height);
  for (var i = 0; i < image.data.length; i++) {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff;
    image.data[i] = i % 4 === 3 ? 255 : seed >> 16;
  }
  context.putImageData(image, 0, 0);
  return new Promise(function (done) { canvas.toBlob(function (blob) { done(new File([blob], name)); }, 'image/png'); });
}

var slices = 0; // requests of the last upload
window.fetch = (function (fetch) {
  return function (url, init) {
    if (String(url).indexOf('/pic_up?') > 0) slices++;
    return fetch.call(window, url, init);
  };
})(window.fetch);

// upload uploads a file; up holds the outcome.
var up = null;
function upload(fn, options) {
  up = { options: options, progress: [], ended: null };
  var mine = up;
  slices = 0;
  options.From_Account = loginInfo.identifier;
  options.onProgressCallBack = function (loaded, total) {
    mine.progress.push([loaded, total]);
    if (mine.onProgress) mine.onProgress();
  };
  return new Promise(function (done) {
    webim[fn](options, function (a) { mine.ended = a; done({ ok: true, a: a }); }, function (e) { mine.ended = e; done({ ok: false, a: e }); });
  });
}
// isSteady reports whether the progress was reported slice by slice, up to the end.
function isSteady(size, slice) {
  return up.progress.length === Math.ceil(size / slice) && up.progress.every(function (p, i) {
    return p[0] === Math.min((i + 1) * slice, size) && p[1] === size;
  });
}
function isSame(address, file) {
  return Promise.all([fetch(address).then(function (r) { return r.arrayBuffer(); }), file.arrayBuffer()]).then(function (both) {
    var a = new Uint8Array(both[0]), b = new Uint8Array(both[1]);
    return a.length === b.length && a.every(function (v, i) { return v === b[i]; });
  });
}
// A picture message from an upload's response, as pages create it.
function pictureMessage(a) {
  var TYPES = { 1: 1, 2: 3, 4: 2 }; // PIC_TYPE to the image's type
  return function (msg) {
    var images = new webim.Msg.Elem.Images(a.File_UUID);
    a.URL_INFO.forEach(function (p) {
      images.addImage(new webim.Msg.Elem.Images.Image(TYPES[p.PIC_TYPE], p.PIC_Size, p.PIC_Width, p.PIC_Height, p.DownUrl));
    });
    msg.addImage(images);
  };
}
function base64(file) {
  return new Promise(function (done) {
    var reader = new FileReader();
    reader.onload = function () { done(reader.result.split(',')[1]); };
    reader.readAsDataURL(file);
  });
}
// The form of a page for browsers that could not read files.
function fileForm(file) {
  document.getElementById('form').innerHTML = '<form id="upload" enctype="multipart/form-data"><input type="file" id="chosen"></form>';
  var chosen = new DataTransfer();
  chosen.items.add(file);
  document.getElementById('chosen').files = chosen.files;
}

// acceptSlices replaces the server by a function that accepts every slice, so that the
// memory of a network is not measured. The slice number holdAt gets its response when
// release is called.
var release = null;
function acceptSlices(holdAt) {
  var real = window.fetch;
  window.fetch = function (url, init) {
    if (String(url).indexOf('/pic_up?') < 0) return real.call(window, url, init);
    slices++;
    var number = function (name) { return Number(new RegExp('"' + name + '":(\\d+)').exec(init.body.substr(0, 1000))[1]); };
    var next = number('Slice_Offset') + number('Slice_Size'), size = number('File_Size');
    var respond = function () {
      return new Response(JSON.stringify({ ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '', IsFinish: next < size ? 0 : 1, Next_Offset: next, File_UUID: 'big', URL_INFO: [] }));
    };
    init = null; // otherwise the body is retained until the response
    if (slices !== holdAt) return Promise.resolve(respond());
    return new Promise(function (ok) { release = function () { ok(respond()); }; });
  };
}
