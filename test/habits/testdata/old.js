// What libraries of the time did to every object.
if (/old=1/.test(location.search)) {
  Object.prototype.each = function () {};
  Array.prototype.remove = function () {};
  String.prototype.trim2 = function () {};
}
// What Prototype.js does, as far as it is in the way; and libraries that hang
// accessors on every object, as should.js does.
if (/old=2/.test(location.search)) {
  Array.prototype.toJSON = function () { return '[' + this.map(function (x) { return JSON.stringify(x); }).join(', ') + ']'; };
  Object.prototype.toJSON = function () { return 'an object'; };
  Array.from = function (list) { return [].slice.call(Object(list)); };
  ['should', 'mine', 'text', 'data', 'desc', 'type', 'id', 'push', 'rest', 'names', 'extra', 'info'].forEach(function (name, i) {
    Object.defineProperty(Object.prototype, name, {
      get: function () { return undefined; },
      set: function (value) { Object.defineProperty(this, name, { value: value, writable: true, enumerable: true, configurable: true }); },
      enumerable: i % 2 === 1,
      configurable: true,
    });
  });
}
