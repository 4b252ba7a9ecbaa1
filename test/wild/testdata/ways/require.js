// A webpack or browserify project of that time.
var webim = require('./webim');

module.exports = { start: function () { return window.signIn(webim); } };
window.outcome = function () { window.expectEqual(webim === window.webim, true, 'identity of webim'); };
module.exports.start();
