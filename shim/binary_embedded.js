// The single-file build's binary, as text: one or two characters a symbol, where
// a symbol is a byte or a frequent sequence of bytes. shim/pack/payload.go writes
// it, and says why; it is the argument of the function that the whole script is.

import { whenIdle } from './idle.js';

const SLICE = 1 << 15; // characters between two looks at the clock
const SLICE_TIME = 6; // ms of main thread that one task may take for decoding
const ONE_BYTE = 1 << 16; // see createTable

// createSource answers the source of createLoader; see there.
export function createSource() {
  let decoder = null;
  let released = false;

  function started() {
    decoder = decoder || createDecoder(PAYLOAD);
    PAYLOAD = null; // the text is megabytes
    return decoder;
  }

  return {
    compile() {
      return new Promise((resolve, reject) => {
        const slice = () => {
          if (released) return;
          const bytes = started().advance(performance.now() + SLICE_TIME);
          if (bytes !== null) WebAssembly.compile(bytes).then(resolve, reject);
          else whenIdle(slice);
        };
        slice();
      });
    },
    compileNow: () => new WebAssembly.Module(started().advance(Infinity)),
    release() {
      PAYLOAD = decoder = null;
      released = true;
    },
  };
}

// createDecoder answers {advance}, which decodes until the deadline on the clock
// of performance.now() has passed: null then, or the bytes once it is through.
function createDecoder({ size, prefixes, codes, pairs, text }) {
  const { entries, pool } = createTable(prefixes, codes, pairs);
  // Engines index bytes faster than the characters of a string, copying included.
  let source = encode(text);
  const bytes = new Uint8Array(size);
  const at = { read: 0, written: 0 };
  return {
    advance(deadline) {
      while (source !== null) {
        const end = Math.min(at.read + SLICE, source.length);
        decode(source, end, bytes, at, entries, pool);
        if (at.read === source.length) source = null;
        else if (performance.now() > deadline) return null;
      }
      return bytes;
    },
  };
}

function encode(ascii) {
  const bytes = new Uint8Array(ascii.length);
  new TextEncoder().encodeInto(ascii, bytes);
  return bytes;
}

// createTable writes out what each code stands for. A code of one character has
// that character's entry; a code of two has the entry of 128 times its prefix's
// position, counted from 1, plus its second character. An entry's upper half is
// how many bytes the code stands for, its lower half the byte itself if it is
// one, or else where they begin in pool. A prefix alone is 0 bytes long, and its
// lower half is what to add to the second character.
function createTable(prefixes, codes, pairs) {
  const entries = new Int32Array(128 * (prefixes.length + 1));
  const pool = [];
  const sequences = [];
  const slots = split(codes);
  const parts = split(pairs);
  slots.forEach((slot, symbol) => {
    if (symbol < 256) {
      sequences[slot] = [symbol];
      entries[slot] = ONE_BYTE + symbol;
    } else {
      const pair = 2 * (symbol - 256);
      sequences[slot] = sequences[parts[pair]].concat(sequences[parts[pair + 1]]);
      entries[slot] = ONE_BYTE * sequences[slot].length + pool.length;
      pool.push(...sequences[slot]);
    }
  });
  for (let i = 0; i < prefixes.length; i++) entries[prefixes.charCodeAt(i)] = 128 * (i + 1);
  return { entries, pool: Uint8Array.from(pool) };

  // split answers the place of each code's entry.
  function split(text) {
    const found = [];
    for (let i = 0; i < text.length; i++) {
      const prefix = 128 * (prefixes.indexOf(text[i]) + 1);
      found.push(prefix + text.charCodeAt(prefix === 0 ? i : ++i));
    }
    return found;
  }
}

// decode goes on to end, or one character further to complete a code. It is a
// function of its own, and of plain arguments, so that engines optimise it early.
function decode(source, end, bytes, at, entries, pool) {
  let { read, written } = at;
  while (read < end) {
    let entry = entries[source[read++]];
    if (entry < ONE_BYTE) entry = entries[entry + source[read++]];
    if (entry < 2 * ONE_BYTE) {
      bytes[written++] = entry; // stores the lowest eight bits
    } else {
      let from = entry & (ONE_BYTE - 1);
      const stop = written + (entry >> 16);
      do bytes[written++] = pool[from++];
      while (written < stop);
    }
  }
  at.read = read;
  at.written = written;
}
