define(function (require, exports, module) {
  var webim = require('webim');
  exports.start = function () { return enter(webim); };
  window.outcome = function () { is([typeof webim.login, webim === window.webim], ['function', true], 'one webim'); };
});
