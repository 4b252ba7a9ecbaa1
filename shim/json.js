// JSON.stringify independent of libraries: Prototype.js adds a toJSON to arrays that
// converts them to strings.

// toText is JSON.stringify without a toJSON of Array.prototype or Object.prototype. It
// calls the toJSON of a value or its class.
export const toText = (value) => JSON.stringify(value, [].toJSON ? asItIs : undefined);

function asItIs(key, value) {
  const own = this[key];
  if (typeof own !== 'object' || own === null) return value;
  return own.toJSON === (Array.isArray(own) ? [] : {}).toJSON ? own : value;
}
