// The fast path into Go: exported functions over a shared buffer of UTF-16 code units.
// A call takes well under a microsecond. The exports are in jsbridge/hot.go.
import { ResultFailed, ResultSame } from 'webim:border';
import { textOf } from './define.js';

const CHUNK = 8192; // safe number of arguments of fromCharCode.apply
const SHORT = 256; // code units up to which a plain array takes half the time of a view

// createHot returns {text(op, ...args), apply(op, args), number(op, ...args)}. If Go
// cannot run or refuses the arguments, text and apply return undefined and number
// returns NaN.
export function createHot(ensure) {
  let go = null;
  let input, lengths, result; // indexes of Go's buffers in the views
  let capacity = 0; // of the input buffer, in code units
  let units, words; // views of Go's memory
  const codes = []; // code units of a short result

  function refresh() {
    const buffer = go.buffer();
    units = new Uint16Array(buffer);
    words = new Int32Array(buffer);
  }

  function open(running) {
    go = running;
    input = go.exports.webim_input(0) >>> 1;
    capacity = go.exports.webim_input_size();
    lengths = go.exports.webim_lengths(0) >>> 2;
    result = go.exports.webim_result() >>> 2;
    refresh();
  }

  // run writes the arguments, calls Go and returns its result.
  function run(op, args) {
    const running = ensure();
    if (!running) return ResultFailed;
    if (running !== go) open(running);
    let size = 0;
    for (let i = 0; i < args.length; i++) {
      const a = args[i];
      if (a !== null && a !== undefined) {
        if (typeof a !== 'string') args[i] = textOf(a);
        size += args[i].length;
      }
    }
    let at = input;
    let lens = lengths;
    if (size > capacity) at = go.guardHot(go.exports.webim_input, size) >>> 1;
    if (args.length > 16) lens = go.guardHot(go.exports.webim_lengths, args.length) >>> 2;
    if (at === 0 || lens === 0) return ResultFailed; // out of memory
    if (units.buffer !== go.buffer()) refresh(); // Go's memory has grown
    for (let i = 0; i < args.length; i++) {
      const a = args[i];
      if (a === null || a === undefined) {
        words[lens + i] = -1;
        continue;
      }
      words[lens + i] = a.length;
      for (let j = 0; j < a.length; j++) units[at++] = a.charCodeAt(j);
    }
    const verdict = go.guardHot(go.exports.webim_hot, op, args.length);
    if (units.buffer !== go.buffer()) refresh();
    return verdict === undefined ? ResultFailed : verdict;
  }

  function read(length) {
    const from = words[result] >>> 1;
    if (length <= SHORT) {
      codes.length = length;
      for (let i = 0; i < length; i++) codes[i] = units[from + i];
      return String.fromCharCode.apply(null, codes);
    }
    let text = '';
    for (let i = 0; i < length; i += CHUNK) {
      text += String.fromCharCode.apply(null, units.subarray(from + i, from + Math.min(i + CHUNK, length)));
    }
    return text;
  }

  function apply(op, args) {
    const n = run(op, args);
    return n >= 0 ? read(n) : n === ResultSame ? args[args.length - 1] : undefined;
  }

  return {
    apply,
    text: (op, ...args) => apply(op, args),
    number(op, ...args) {
      const n = run(op, args);
      return n === ResultFailed ? NaN : n;
    },
    // string reads the string that another export returned by webim_result.
    string(length) {
      const running = ensure();
      if (running !== go) open(running);
      if (units.buffer !== go.buffer()) refresh();
      return read(length);
    },
  };
}
