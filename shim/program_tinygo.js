// The Go program as TinyGo compiles it: what it imports, and its border. This
// takes the place of the toolchain's own glue, for the dozen functions that a
// program without goroutines, files and a clock needs. program_go.js is the same
// for the standard compiler.
//
// TinyGo has no finalizers, so a value that Go was given would stay for ever.
// Here values belong to the entry that brought them: they stand on a stack, which
// is cut back when the entry ends.

// How syscall/js writes a value into 64 bits: a number as itself, everything else
// as NaN with its kind in the upper half and its place on the stack in the lower.
const NAN = 0x7ff80000;
const OBJECT = 1, STRING = 2, FUNCTION = 4;
const ZERO = 1, NULL = 2, TRUE = 3, FALSE = 4; // fixed places

const utf8 = new TextDecoder();
const bytesOf = new TextEncoder();

// createProgram:
//   host    Go's global object
//   output  receives whole lines that Go writes
// It returns {imports, run(instance)}; run returns what the shim knows of the
// running program.
export function createProgram(host, output) {
  const values = [NaN, 0, null, true, false, host, {}];
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
    const high = words[(at >>> 2) + 1];
    if ((high & NAN) === NAN) return values[words[at >>> 2]];
    const f = floats[at >>> 3];
    return f === 0 ? undefined : f;
  }

  function store(at, value) {
    const low = at >>> 2;
    const place = (kind, i) => {
      words[low] = i;
      words[low + 1] = NAN | kind;
    };
    if (typeof value === 'number') {
      if (value === 0) place(0, ZERO);
      else if (value !== value) place(0, 0);
      else floats[at >>> 3] = value;
    } else if (value === undefined) floats[at >>> 3] = 0;
    else if (value === null) place(0, NULL);
    else if (value === true) place(0, TRUE);
    else if (value === false) place(0, FALSE);
    else place(typeof value === 'string' ? STRING : typeof value === 'function' ? FUNCTION : OBJECT, values.push(value) - 1);
  }

  // A result of 64 bits is returned as its low half; its high half waits here for
  // getTempRet0. An argument of 64 bits is two, the low half first.
  let high = 0;
  function result64(low, upper) {
    high = upper;
    return low;
  }

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
        return result64(ns | 0, Math.floor(ns / 4294967296));
      },
      // While the program is initialised it asks for Object and Array, which it
      // then has no use for: no object or array is ever made of Go's values.
      'syscall/js.valueGet': () => result64(0, 0),
      'syscall/js.valueSet': () => {},
      'syscall/js.valueSetIndex': () => {},
      'syscall/js.valueNew': () => {},
      'syscall/js.stringVal': (at, length) => {
        fresh();
        return result64(values.push(textAt(at, length)) - 1, NAN | STRING);
      },
      'syscall/js.finalizeRef': () => {},
      'syscall/js.valueCall': (result, ref, refHigh, name, length, args, n) => {
        fresh();
        const list = new Array(n);
        for (let i = 0; i < n; i++) list[i] = load(args + 8 * i);
        let value;
        let ok = 1;
        try {
          const self = values[ref];
          value = self[nameAt(name, length)].apply(self, list);
        } catch (error) {
          value = error;
          ok = 0;
        }
        fresh();
        store(result, value);
        bytes[result + 8] = ok;
      },
      'syscall/js.valuePrepareString': (result, ref) => { // as UTF-8, stored as a value and its length
        fresh();
        const text = bytesOf.encode(values[ref]);
        store(result, text);
        words[(result + 8) >>> 2] = text.length;
      },
      'syscall/js.valueLoadString': (ref, refHigh, at) => {
        fresh();
        bytes.set(values[ref], at);
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
    held: () => exports.webim_held() + values.length,
    buffer: () => exports.memory.buffer,
    bytes(at, length) {
      fresh();
      return bytes.subarray(at, at + length);
    },
    // guard runs f(go) at the border. A trap leaves the stack pointer where it
    // was, and Go in the middle of something: broken is told why, to end that.
    guard(f, broken) {
      const pointer = exports.__stack_pointer.value;
      const mark = values.length;
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
      } finally {
        values.length = mark;
      }
    },
    // guardHot is guard for the fast lane, where nothing is left to be ended.
    guardHot(f, a, b) {
      const pointer = exports.__stack_pointer.value;
      const mark = values.length;
      try {
        const answer = f(a, b);
        if (values.length > mark) values.length = mark;
        return answer;
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
