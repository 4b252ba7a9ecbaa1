// The binary as text, in the format of shim/pack/payload.go. It is the argument of the
// function that contains the script.

// decodePayload returns the binary's bytes and releases the text. codes holds the code of
// each byte value in order: one character, or one of prefixes and another character.
export function decodePayload() {
  const { size, prefixes, codes, text } = PAYLOAD;
  PAYLOAD = null;
  const table = new Int16Array(128 * (1 + prefixes.length));
  for (let k = 0; k < prefixes.length; k++) table[prefixes.charCodeAt(k)] = -128 * (k + 1);
  for (let i = 0, byte = 0; byte < 256; byte++) {
    const entry = table[codes.charCodeAt(i)];
    table[entry < 0 ? codes.charCodeAt(++i) - entry : codes.charCodeAt(i)] = byte;
    i++;
  }
  // Engines index bytes faster than the characters of a string, copying included.
  return expand(new TextEncoder().encode(text), new Uint8Array(size), table);
}

// expand is a separate function, so that engines optimize it while it runs.
function expand(source, bytes, table) {
  for (let read = 0, written = 0; written < bytes.length; written++) {
    const entry = table[source[read++]];
    bytes[written] = entry < 0 ? table[source[read++] - entry] : entry;
  }
  return bytes;
}
