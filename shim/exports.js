// This function exports webim to the module system that loads the script, in addition
// to the global that a window always gets. The packer passes it to the bundle and keeps
// its free names, because bundlers look for exactly these names.
(function (created) {
  webim = created; // the variable of the file
  // CommonJS. The page's global module may be something else: an element with that
  // id, a function of a test library, an object without exports.
  if (typeof module === 'object' && module && typeof module.exports === 'object' && module.exports) {
    module.exports = webim;
    // For callers that use the name or the default of require's result. It is not
    // enumerable, since pages enumerate the object. Tools look for the assignment.
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
  // AMD. require.js throws on an anonymous module that it has not requested, so the
  // name is the requested one, or else the usual one.
  if (define.amd) define((script && script.getAttribute('data-requiremodule')) || 'webim', [], factory);
  // CMD (sea.js), where a module's id is its URL.
  else if (define.cmd && script && script.src) define(script.src, [], factory);
});
