// The first synchronous call that has to start Go, made by the script right after
// the SDK's tag, before anything could be compiled in the background.
var first = (function () {
  'use strict';
  var state = webim[Symbol.for('webim.js')].state;
  var calls = {
    formatText2Html: function () { return webim.Tool.formatText2Html('a <b>'); },
    formatHtml2Text: function () { return webim.Tool.formatHtml2Text('a&lt;b'); },
    getStrBytes: function () { return webim.Tool.getStrBytes('\u4f60\u597d'); }
  };
  for (var name in calls) {
    var before = performance.now();
    calls[name]();
    var after = performance.now();
    if (state() === 'running') return { call: name, ms: after - before };
  }
  return { call: '', ms: 0, state: state() };
})();
