// Libraries of the time extended the prototypes of all objects.
if (/old=1/.test(location.search)) {
  Object.prototype.each = function () {};
  Array.prototype.remove = function () {};
  String.prototype.trim2 = function () {};
}
// The parts of Prototype.js that interfere, and libraries that define accessors on all
// objects, as should.js does.
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
