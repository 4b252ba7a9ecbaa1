// The Go program as TinyGo compiles it: what it imports, and its border. This
// takes the place of the toolchain's own glue, for the dozen functions that a
// program without goroutines, files and a clock needs. program_go.js is the same
// for the standard compiler.
//
// Go holds nothing of JavaScript's: numbers, booleans and strings go out, and
// numbers and strings come back.

// How jsbridge/host_tinygo.go lays an argument out: a number in 64 bits, then in
// words of 32 its kind, and the address and the length of a string.
const ARGUMENT = 24; // bytes
const BOOLEAN = 1, STRING = 2;

const utf8 = new TextDecoder();
const bytesOf = new TextEncoder();

// createProgram:
//   host    the functions that Go can call
//   output  receives whole lines that Go writes
// It returns {imports, run(instance)}; run returns what the shim knows of the
// running program.
export function createProgram(host, output) {
  let kept; // the string that Go fetches next, in UTF-8
  const names = new Map(); // of the host's functions, by where Go keeps the text
  let exports, bytes, words, floats;

  function refresh() {
    const { buffer } = exports.memory;
    bytes = new Uint8Array(buffer);
    words = new Int32Array(buffer);
    floats = new Float64Array(buffer);
  }
  // Growing replaces the buffer, which leaves every view on the old one.
  const fresh = () => bytes.buffer !== exports.memory.buffer && refresh();

  const textAt = (at, length) => utf8.decode(bytes.subarray(at, at + length));

  function load(at) {
    const kind = words[(at >>> 2) + 2];
    if (kind === STRING) return textAt(words[(at >>> 2) + 3], words[(at >>> 2) + 4]);
    const number = floats[at >>> 3];
    return kind === BOOLEAN ? number !== 0 : number;
  }

  // A result of 64 bits is returned as its low half; its high half waits here for
  // getTempRet0.
  let high = 0;

  function nameAt(at, length) {
    let name = names.get(at);
    if (name === undefined || name.length !== length) names.set(at, (name = textAt(at, length)));
    return name;
  }

  let line = '';
  let panic = ''; // what the last one said
  function write(text) {
    const lines = (line + text).split('\n');
    line = lines.pop();
    for (const l of lines) {
      if (l.indexOf('panic: ') === 0) panic = l.slice(7);
      output(l);
    }
  }

  const imports = {
    gojs: {
      'runtime.ticks': () => {
        const ns = Math.round(performance.now() * 1e6);
        high = Math.floor(ns / 4294967296);
        return ns | 0;
      },
    },
    host: {
      call: (name, length, args, n) => {
        fresh();
        const list = new Array(n);
        for (let i = 0; i < n; i++) list[i] = load(args + ARGUMENT * i);
        const f = nameAt(name, length);
        try {
          const value = host[f].apply(host, list);
          if (typeof value !== 'string') return Number(value || 0);
          kept = bytesOf.encode(value);
          return kept.length;
        } catch (error) {
          output(`webim: host.${f}: ${(error && error.message) || error}`);
          return 0;
        }
      },
      text: (at) => {
        fresh();
        bytes.set(kept, at);
      },
    },
    wasi_snapshot_preview1: {
      fd_write: (fd, vectors, n, written) => {
        fresh();
        let total = 0;
        for (let i = 0; i < n; i++) {
          const at = words[(vectors >>> 2) + 2 * i];
          const length = words[(vectors >>> 2) + 2 * i + 1];
          write(textAt(at, length));
          total += length;
        }
        words[written >>> 2] = total;
        return 0;
      },
    },
    env: {
      arc4random: () => crypto.getRandomValues(new Int32Array(1))[0],
      getTempRet0: () => high,
    },
  };

  // told answers what a trap was: a panic has written its message before, other
  // traps have one of the engine's, which nobody has seen yet.
  function told(error) {
    const text = panic || String((error && error.message) || error);
    if (!panic) output('panic: ' + text);
    panic = '';
    return text;
  }

  const go = {
    get exports() {
      return exports;
    },
    held: () => exports.webim_held(),
    buffer: () => exports.memory.buffer,
    bytes(at, length) {
      fresh();
      return bytes.subarray(at, at + length);
    },
    // guard runs f(go) at the border. A trap leaves the stack pointer where it
    // was, and Go in the middle of something: broken is told why, to end that.
    guard(f, broken) {
      const pointer = exports.__stack_pointer.value;
      try {
        return f(go);
      } catch (error) {
        exports.__stack_pointer.value = pointer;
        const text = told(error);
        try {
          broken(text);
        } catch (again) {
          exports.__stack_pointer.value = pointer;
          told(again);
        }
        return undefined;
      }
    },
    // guardHot is guard for the fast lane, where nothing is left to be ended.
    guardHot(f, a, b) {
      const pointer = exports.__stack_pointer.value;
      try {
        return f(a, b);
      } catch (error) {
        exports.__stack_pointer.value = pointer;
        told(error);
        return undefined;
      }
    },
  };

  return {
    imports,
    run(instance) {
      exports = instance.exports;
      refresh();
      exports._initialize();
      return go;
    },
  };
}
