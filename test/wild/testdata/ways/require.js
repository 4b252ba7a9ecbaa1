// As a webpack or browserify project of its time has it.
var webim = require('./webim');

module.exports = { start: function () { return window.enter(webim); } };
window.outcome = function () { window.is(webim === window.webim, true, 'one webim'); };
module.exports.start();
