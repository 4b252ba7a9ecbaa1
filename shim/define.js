// Small ways to define what the records have in common.

// getters adds methods that answer a property, and answers the class.
export function getters(cls, names) {
  for (const method of Object.keys(names)) {
    const property = names[method];
    cls.prototype[method] = function () {
      return this[property];
    };
  }
  return cls;
}

// textOf is String(value) for values that other people chose: what does not turn
// into a text is an empty one.
export function textOf(value) {
  if (typeof value === 'string') return value;
  try {
    return String(value);
  } catch (e) {
    return '';
  }
}

// arity makes a function state how many arguments it takes.
export function arity(fn, n) {
  Object.defineProperty(fn, 'length', { value: n, configurable: true });
  return fn;
}

// lazy defines a property that is made at first use and then is a plain one.
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
