// The Go program as WebAssembly. engine_js.js is the counterpart for its translation
// to JavaScript.
import { decodePayload } from './payload.js';

// A module with the program's requirements: it uses memory.fill, and exceeds the 4 kB
// that Chromium before 115 compiles and instantiates on the main thread.
const HEAD = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 5, 3, 1, 0, 1,
  10, 13, 1, 11, 0, 65, 0, 65, 0, 65, 0, 252, 11, 0, 11,
  0, 0xb0, 0x20, // a custom section of 4,144 bytes
];
const PROBE_SIZE = HEAD.length + 4144;

// probe returns 'now' if a module can be compiled and instantiated synchronously,
// 'later' if it takes the asynchronous functions, else the reason why it cannot:
// a key of failures.js.
function probe({ WebAssembly }) {
  if (typeof WebAssembly !== 'object') return 'absent';
  const bytes = new Uint8Array(PROBE_SIZE);
  bytes.set(HEAD);
  try {
    new WebAssembly.Instance(new WebAssembly.Module(bytes));
    return 'now';
  } catch (error) {
    if (isForbidden(error)) return 'forbidden';
    return WebAssembly.validate(bytes) ? 'later' : 'absent';
  }
}

// A Content-Security-Policy causes a CompileError, identified by its message.
export function isForbidden(error) {
  return /content security policy|blocked by csp|unsafe-eval/i.test(String(error && error.message));
}

// createEngine returns
//
//   mode                         the result of probe
//   compile(done, failed)        compiles off the main thread as far as possible
//   instantiate(imports)         returns the instance, synchronously
//   instantiateLater(imports, done, failed)
//
// It may be used for any number of programs, which share the compiled module.
export function createEngine(page) {
  let bytes = null;
  let module = null;
  const { WebAssembly } = page;
  const decoded = () => (bytes = bytes || decodePayload());
  const keep = (compiled) => {
    bytes = null;
    return (module = compiled);
  };
  const compiled = () => (module ? Promise.resolve(module) : WebAssembly.compile(decoded()).then(keep));
  return {
    mode: probe(page),
    compile: (done, failed) => void compiled().then(done, failed),
    instantiate: (imports) => new WebAssembly.Instance(module || keep(new WebAssembly.Module(decoded())), imports),
    instantiateLater(imports, done, failed) {
      compiled().then((m) => WebAssembly.instantiate(m, imports)).then(done, failed);
    },
  };
}
