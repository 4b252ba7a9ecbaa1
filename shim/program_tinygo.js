// The Go program compiled by TinyGo: its imports and the handling of traps. This file
// replaces the toolchain's glue by the few functions that a program without goroutines,
// files and a clock needs. program_go.js is the counterpart for the standard compiler.
//
// Go holds no JavaScript values: it passes numbers, booleans and strings, and receives
// numbers and strings.

// The layout of an argument in jsbridge/host_tinygo.go: a number of 64 bits, then words
// of 32 bits with its kind, and the address and the length of a string.
const ARGUMENT = 24; // bytes
const BOOLEAN = 1, STRING = 2;

// createProgram:
//   host    the functions that Go can call
//   output  receives whole lines that Go writes
// It returns {imports, run(instance)}; run returns the running program's interface.
export function createProgram(host, output) {
  const utf8 = new TextDecoder();
  const bytesOf = new TextEncoder();
  let pending; // the string that Go fetches next, in UTF-8
  const names = new Map(); // of the host's functions, by the address of the string in Go
  let exports, bytes, words, floats;

  function refresh() {
    const { buffer } = exports.memory;
    bytes = new Uint8Array(buffer);
    words = new Int32Array(buffer);
    floats = new Float64Array(buffer);
  }
  // When memory grows, its buffer is replaced, and existing views are detached.
  const fresh = () => bytes.buffer !== exports.memory.buffer && refresh();

  const textAt = (at, length) => utf8.decode(bytes.subarray(at, at + length));

  function load(at) {
    const kind = words[(at >>> 2) + 2];
    if (kind === STRING) return textAt(words[(at >>> 2) + 3], words[(at >>> 2) + 4]);
    const number = floats[at >>> 3];
    return kind === BOOLEAN ? number !== 0 : number;
  }

  function nameAt(at, length) {
    let name = names.get(at);
    if (name === undefined || name.length !== length) names.set(at, (name = textAt(at, length)));
    return name;
  }

  let line = '';
  let panic = ''; // message of the last panic
  function write(text) {
    const lines = (line + text).split('\n');
    line = lines.pop();
    for (const l of lines) {
      if (l.indexOf('panic: ') === 0) panic = l.slice(7);
      output(l);
    }
  }

  const imports = {
    host: {
      call: (name, length, args, n) => {
        fresh();
        const list = new Array(n);
        for (let i = 0; i < n; i++) list[i] = load(args + ARGUMENT * i);
        const f = nameAt(name, length);
        try {
          const value = host[f].apply(host, list);
          if (typeof value !== 'string') return Number(value || 0);
          pending = bytesOf.encode(value);
          return pending.length;
        } catch (error) {
          output(`webim: host.${f}: ${(error && error.message) || error}`);
          return 0;
        }
      },
      text: (at) => {
        fresh();
        bytes.set(pending, at);
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
    },
  };

  // reasonOf returns the reason of a trap. A panic has already written its message; other
  // traps have the engine's message, which reasonOf writes.
  function reasonOf(error) {
    const text = panic || String((error && error.message) || error);
    if (!panic) output('panic: ' + text);
    panic = '';
    return text;
  }

  let depth = 0; // of nested calls into Go

  // leave ends a call. After the outermost one Go reclaims memory: see
  // jsbridge/gc.
  function leave() {
    if (--depth === 0) exports.webim_reclaim();
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
    // guard runs f(go). After a trap it restores the stack pointer and calls onTrap with
    // the reason, so that Go ends the interrupted operation.
    guard(f, onTrap) {
      const pointer = exports.__stack_pointer.value;
      depth++;
      try {
        return f(go);
      } catch (error) {
        exports.__stack_pointer.value = pointer;
        const text = reasonOf(error);
        try {
          onTrap(text);
        } catch (again) {
          exports.__stack_pointer.value = pointer;
          reasonOf(again);
        }
        return undefined;
      } finally {
        leave();
      }
    },
    // guardHot is guard for the fast path, which has no operation to end.
    guardHot(f, a, b) {
      const pointer = exports.__stack_pointer.value;
      depth++;
      try {
        return f(a, b);
      } catch (error) {
        exports.__stack_pointer.value = pointer;
        reasonOf(error);
        return undefined;
      } finally {
        leave();
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
