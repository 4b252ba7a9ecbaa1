// Tool calls with short strings, in microseconds each. The strings differ from call
// to call, so that no result can be cached.
var tool = (function () {
  'use strict';
  var CALLS = 50000, ROUNDS = 7;
  var words = [];
  for (var i = 0; i < 500; i++) words.push('say "' + i + '" <to> \u4f60\u597d & all');
  var cases = {
    formatText2Html: function (s) { return webim.Tool.formatText2Html(s); },
    formatHtml2Text: function (s) { return webim.Tool.formatHtml2Text(s); },
    xssFilter: function (s) { return webim.Tool.xssFilter(s); },
    trimStr: function (s) { return webim.Tool.trimStr(s); },
    getStrBytes: function (s) { return webim.Tool.getStrBytes(s); }
  };
  function round(f) {
    var sum = 0, before = performance.now();
    for (var i = 0; i < CALLS; i++) sum += String(f(words[i % words.length])).length;
    var us = (performance.now() - before) * 1000 / CALLS;
    if (!sum) throw new Error('the calls returned nothing');
    return us;
  }
  return {
    run: function () {
      var medians = {};
      Object.keys(cases).forEach(function (name) {
        var times = [];
        for (var i = 0; i < ROUNDS; i++) times.push(round(cases[name]));
        times.sort(function (a, b) { return a - b; });
        medians[name] = times[ROUNDS >> 1];
      });
      return medians;
    }
  };
})();
