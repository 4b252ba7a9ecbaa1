// Exports webim to the module system that loads the script, in addition to the
// global that a window always gets. The packer passes this function to the bundle
// with its free names as they are: bundlers look for exactly these names.
(function (made) {
  webim = made; // the variable of the file
  // CommonJS. A page may have a module of its own that is none: an element of
  // that id, a function of a test library, an object without exports.
  if (typeof module === 'object' && module && typeof module.exports === 'object' && module.exports) {
    module.exports = webim;
    // For those who take it by its name, or its default, of what require returns.
    // Unseen: the object is enumerated. The assignment is what tools look for.
    Object.defineProperty(webim, 'webim', { value: webim, writable: true });
    Object.defineProperty(webim, 'default', { value: webim });
    module.exports.webim = webim;
    return;
  }
  if (typeof define !== 'function') return;
  var script = typeof document === 'object' && document.currentScript;
  var factory = function () {
    return webim;
  };
  // AMD. Without a name require.js throws at a script it has not asked for, so
  // the name is the one it has asked for, or else the one that pages know.
  if (define.amd) define((script && script.getAttribute('data-requiremodule')) || 'webim', [], factory);
  // CMD (sea.js), where modules are called by their addresses.
  else if (define.cmd && script && script.src) define(script.src, [], factory);
});
