// Helpers that define the common properties of records.

// getters adds methods that return a property, and returns the class.
export function getters(cls, names) {
  Object.keys(names).forEach((method) => {
    const property = names[method];
    cls.prototype[method] = function () {
      return this[property];
    };
  });
  return cls;
}

// textOf returns String(value) for values from other users, or '' if the conversion
// throws.
export function textOf(value) {
  if (typeof value === 'string') return value;
  try {
    return String(value);
  } catch (e) {
    return '';
  }
}

// arity sets a function's length.
export function arity(fn, n) {
  try {
    Object.defineProperty(fn, 'length', { value: n, configurable: true });
  } catch (e) { /* the property cannot be changed in engines of ES5 */ }
  return fn;
}

// lazy defines a property whose value is created on first access and then stored.
export function lazy(object, key, make, enumerable = true) {
  const plain = (value) => Object.defineProperty(object, key, { value, enumerable, writable: true, configurable: true });
  Object.defineProperty(object, key, {
    get() {
      const value = make();
      plain(value);
      return value;
    },
    set: plain,
    enumerable,
    configurable: true,
  });
}
