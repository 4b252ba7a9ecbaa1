// Inserts HTML into the page as pages do, and reports what is wrong with it: an
// unexpected element or attribute, a URL that could run a script, a handler that does
// more than its purpose, text that differs from the expected text. Traps record
// scripts that run.
var trapped = []; // scripts that ran
var called = []; // calls by the handlers

['alert', 'confirm', 'prompt', 'print'].forEach(function (name) {
  window[name] = function () { trapped.push(name); };
});
window.addEventListener('error', function (e) { trapped.push('error: ' + e.message); });
window.addEventListener('unhandledrejection', function (e) { trapped.push('rejection: ' + e.reason); });
// A report-only policy reports every script, whether it has an effect or not.
var HANDLERS = /^(imageClick\(this\)|onChangePlayAudio\(this\)|webim\.onDownFile\(')/;
document.addEventListener('securitypolicyviolation', function (e) {
  if (/^script-src/.test(e.effectiveDirective) && !HANDLERS.test(e.sample)) trapped.push('script: ' + e.blockedURI + ' ' + e.sample);
});
window.imageClick = function (element) { called.push(['imageClick', element]); };
window.onChangePlayAudio = function (element) { called.push(['onChangePlayAudio', element]); };

// visibleText returns the text that x displays if it creates no tags.
function visibleText(x) {
  var box = document.createElement('div');
  box.innerHTML = String(x).replace(/</g, '&lt;');
  return box.textContent;
}

// isSafe reports whether a URL can only display or fetch something.
function isSafe(address) {
  var url;
  try { url = new URL(address, document.baseURI); } catch (e) { return true; } // not a URL
  return /^(https?|blob):$/.test(url.protocol) || url.href === 'about:blank' || /^data:image\/(?!svg|xml)[a-z.-]+[;,]/i.test(url.href);
}
function areSafe(src) { var three = src.split('#'); return three.length === 3 && three.every(isSafe); }

// The allowed elements by kind: tag, then attributes with their values.
var shapes = {
  text: function () { return []; },
  lines: function (html) { return (html.match(/<br\/>/g) || []).map(function () { return ['br', {}]; }); },
  face: function () { return [['img', { src: isSafe }]]; },
  images: function (x) {
    return [['img', { src: areSafe, style: 'CURSOR: hand', id: attribute(x), bigimgurl: isSafe, onclick: 'imageClick(this)' }]];
  },
  sound17: function (x) {
    return [['audio', { id: attribute('uuid_' + x), src: isSafe, controls: 'controls', preload: 'none', onplay: 'onChangePlayAudio(this)' }]];
  },
  sound13: function () { return [['audio', { src: isSafe, controls: 'controls', onplay: 'onChangePlayAudio(this)', preload: 'none' }]]; },
  file17: function () { return [['a', { href: '#', onclick: function (v) { return HANDLERS.test(v); }, title: '点击下载文件' }], ['i', { 'class': 'glyphicon glyphicon-file' }]]; },
  file13: function () { return [['a', { href: isSafe, title: '点击下载文件' }], ['i', { 'class': 'glyphicon glyphicon-file' }]]; },
};
// An attribute's value equals the text, except that HTML has no U+0000 and no carriage returns.
function attribute(x) { return String(x).replace(/\0/g, '\ufffd').replace(/\r\n?/g, '\n'); }

// compare describes how the contents of a container differ from a shape, or returns ''.
function compare(box, shape) {
  var elements = box.querySelectorAll('*');
  if (elements.length !== shape.length) return 'elements: ' + [].map.call(elements, function (e) { return e.localName; });
  for (var i = 0; i < shape.length; i++) {
    var e = elements[i], tag = shape[i][0], wanted = shape[i][1];
    if (e.localName !== tag || e.namespaceURI !== 'http://www.w3.org/1999/xhtml') return 'element ' + e.localName;
    var names = e.getAttributeNames();
    if (names.slice().sort().join() !== Object.keys(wanted).sort().join()) return tag + ' has ' + names;
    for (var name in wanted) {
      var value = e.getAttribute(name), want = wanted[name];
      if (typeof want === 'function' ? !want(value) : value !== want) return tag + ' ' + name + ' is ' + JSON.stringify(value);
    }
  }
  return '';
}

// trigger clicks and plays every element, and returns wrong calls.
function trigger(box, uuid) {
  var wanted = [];
  box.querySelectorAll('img[onclick]').forEach(function (e) { wanted.push(['imageClick', e]); e.click(); });
  box.querySelectorAll('audio').forEach(function (e) { wanted.push(['onChangePlayAudio', e]); e.dispatchEvent(new Event('play')); });
  box.querySelectorAll('a').forEach(function (e) {
    if (!e.hasAttribute('onclick')) return; // a URL, checked already
    wanted.push(['onDownFile', uuid]);
    e.click();
  });
  var got = called.splice(0);
  var same = got.length === wanted.length && got.every(function (c, i) { return c[0] === wanted[i][0] && c[1] === wanted[i][1]; });
  return same ? '' : 'called ' + JSON.stringify(got.map(function (c) { return [c[0], typeof c[1] === 'string' ? c[1] : c[1] && c[1].localName]; }));
}

// inspect inserts html into the page and returns what is wrong with it, or ''. kind names the
// shape, x is the hostile text in it; text, unless undefined, is the text it must show.
function inspect(html, kind, x, text) {
  if (typeof html !== 'string') return 'is ' + typeof html;
  var box = document.createElement('div');
  document.getElementById('stage').appendChild(box);
  box.innerHTML = html;
  var shape = shapes[kind](kind === 'lines' ? html : x);
  var wrong = compare(box, shape);
  if (!wrong && text !== undefined) {
    var shownText = (kind === 'lines' ? box.innerHTML.indexOf('<br>') < 0 ? box.textContent : textWithLines(box) : box.textContent);
    if (shownText !== text) wrong = 'displays ' + JSON.stringify(shownText) + ', not ' + JSON.stringify(text);
  }
  if (!wrong) wrong = trigger(box, String(x));
  return wrong && wrong + ' in ' + html;
}
function textWithLines(box) {
  return [].map.call(box.childNodes, function (n) { return n.nodeName === 'BR' ? '\n' : n.textContent; }).join('');
}

// awaitLoads waits until the inserted elements have loaded or failed to load, and removes them.
function awaitLoads() {
  return new Promise(function (done) {
    var stage = document.getElementById('stage'), last = new Image();
    last.onerror = last.onload = function () { setTimeout(function () { stage.textContent = ''; done(); }, 0); };
    stage.appendChild(last);
    last.src = 'last.png';
  });
}
