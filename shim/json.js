// JSON as it is meant, whatever libraries have hung on the prototypes:
// Prototype.js gives arrays a toJSON that makes texts of them.

// toText is JSON.stringify without the toJSON of all arrays or all objects. One
// of a value's own, or of its class, counts.
export const toText = (value) => JSON.stringify(value, [].toJSON ? asItIs : undefined);

function asItIs(key, value) {
  const own = this[key];
  if (typeof own !== 'object' || own === null) return value;
  return own.toJSON === (Array.isArray(own) ? [] : {}).toJSON ? own : value;
}
