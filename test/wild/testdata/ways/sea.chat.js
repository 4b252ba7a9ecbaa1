define(function (require, exports, module) {
  var webim = require('webim');
  exports.start = function () { return signIn(webim); };
  window.outcome = function () { expectEqual([typeof webim.login, webim === window.webim], ['function', true], 'identity of webim'); };
});
