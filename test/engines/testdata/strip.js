// Removes from the page the features that IE 10, IE 11 or the browser of Android 4.4
// lack, before the SDK loads. The chat itself (chat.js) keeps the Promise and the File that it uses.
var saved = { Promise: Promise, File: File };
(function () {
  'use strict';
  function remove(object, names) {
    names.split(' ').forEach(function (name) {
      delete object[name];
      if (name in object && !(name in Object.prototype)) throw new Error('cannot remove ' + name);
    });
  }
  // keep removes all properties but those of ES5, or the named ones.
  function keep(object, names) {
    var all = Object.getOwnPropertyNames(object).filter(function (name) {
      return (' constructor ' + names + ' ').indexOf(' ' + name + ' ') < 0;
    });
    if (all.length > 0) remove(object, all.join(' '));
  }
  var define = Object.defineProperty;
  var keys = Object.keys;
  var typed = Object.getPrototypeOf(Int8Array.prototype);

  keep(Array.prototype, 'length concat every filter forEach indexOf join lastIndexOf map pop push reduce reduceRight reverse shift slice some sort splice toLocaleString toString unshift');
  keep(Array, 'length name prototype isArray');
  keep(String.prototype, 'length charAt charCodeAt concat indexOf lastIndexOf localeCompare match replace search slice split substr substring toLocaleLowerCase toLocaleUpperCase toLowerCase toString toUpperCase trim valueOf');
  keep(String, 'length name prototype fromCharCode');
  keep(Number, 'length name prototype EPSILON MAX_SAFE_INTEGER MIN_SAFE_INTEGER MAX_VALUE MIN_VALUE NaN NEGATIVE_INFINITY POSITIVE_INFINITY');
  keep(Math, 'E LN10 LN2 LOG10E LOG2E PI SQRT1_2 SQRT2 abs acos asin atan atan2 ceil cos exp floor log max min pow random round sin sqrt tan');
  keep(Function.prototype, 'length name arguments caller apply bind call toString');
  keep(typed, 'buffer byteLength byteOffset length set subarray');
  keep(ArrayBuffer.prototype, 'byteLength');
  keep(Blob.prototype, 'size type slice');
  remove(Element.prototype, 'append after before closest matches prepend remove replaceWith toggleAttribute replaceChildren');
  remove(HTMLElement.prototype, 'dataset');
  remove(Node.prototype, 'baseURI isConnected getRootNode');
  remove(Document.prototype, 'currentScript');
  remove(console, 'debug table group');
  keep(Object, 'length name prototype create defineProperties defineProperty freeze getOwnPropertyDescriptor getOwnPropertyNames getPrototypeOf isExtensible isFrozen isSealed keys preventExtensions seal');
  remove(window, 'AbortController AbortSignal BigInt CompressionStream FormData Headers IntersectionObserver Map Promise Proxy Reflect Request Response Set Symbol ' +
    'TextDecoder TextEncoder URLSearchParams WeakMap WeakRef WeakSet WebAssembly crypto fetch globalThis queueMicrotask reportError ' +
    'requestIdleCallback structuredClone');
  window.File = function () {
    throw new TypeError("Object doesn't support this action");
  };
  window.URL = { createObjectURL: URL.createObjectURL, revokeObjectURL: URL.revokeObjectURL };

  // In ES5 these two functions throw where later editions do not.
  Object.keys = function (object) {
    if (object !== Object(object)) throw new TypeError('Object.keys called on non-object');
    return keys(object);
  };
  Object.defineProperty = function (object, name, description) {
    if (typeof object === 'function' && name === 'length') throw new TypeError('Cannot redefine property: length');
    return define(object, name, description);
  };
  saved.isAll = true;
})();
