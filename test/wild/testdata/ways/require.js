// A webpack or browserify project of that time.
var webim = require('./webim');

module.exports = { start: function () { return window.enter(webim); } };
window.outcome = function () { window.is(webim === window.webim, true, 'one webim'); };
module.exports.start();
