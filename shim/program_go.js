// The Go program compiled by the standard compiler: the toolchain's glue with a
// separate global object. program_tinygo.js is the counterpart for TinyGo.
import glue from 'webim:wasm_exec'; // wasm_exec.js as a function of (globalThis, fs) that returns its Go class

// Properties of the global object that wasm_exec.js and the runtime use.
const NEEDED = ['crypto', 'performance', 'TextEncoder', 'TextDecoder', 'Object', 'Array', 'Uint8Array', 'Date'];

// createProgram is that of program_tinygo.js. ended is called after a fatal error of
// Go's runtime, such as a stack overflow, which cannot be recovered.
export function createProgram(host, output, ended) {
  const scope = { ...host, fs: makeFS(output) };
  for (const name of NEEDED) scope[name] = window[name];
  scope.setTimeout = (...args) => setTimeout(...args);
  scope.clearTimeout = (id) => clearTimeout(id);
  const Go = glue(scope, scope.fs);
  const program = new Go();
  program.exit = (code) => ended(`exit code ${code}`);
  let exports, bytes;

  const go = {
    get exports() {
      return exports;
    },
    held: () => exports.webim_held() + program._ids.size,
    buffer: () => exports.mem.buffer,
    bytes(at, length) {
      if (bytes.buffer !== exports.mem.buffer) bytes = new Uint8Array(exports.mem.buffer); // memory has grown
      return bytes.subarray(at, at + length);
    },
    // Go recovers from panics; an exception is the end of the program.
    guard(f) {
      try {
        return f(go);
      } catch (error) {
        ended(String(error));
        return undefined;
      }
    },
    guardHot: (f, a, b) => go.guard(() => f(a, b)),
  };

  return {
    imports: program.importObject,
    // Go's main runs until it parks. The promise of go.run settles when Go exits, so it
    // is not awaited; an exception before that rejects it.
    run(instance) {
      program.run(instance).catch((error) => ended(String(error)));
      exports = instance.exports;
      bytes = new Uint8Array(exports.mem.buffer);
      return go;
    },
  };
}

// wasm_exec.js uses an existing fs. The runtime only calls writeSync and write; package
// syscall reads the constants when it is initialized.
function makeFS(output) {
  const decoder = new TextDecoder();
  let rest = '';
  const writeSync = (fd, bytes) => {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop();
    lines.forEach(output);
    return bytes.length;
  };
  return {
    constants: { O_WRONLY: -1, O_RDWR: -1, O_CREAT: -1, O_TRUNC: -1, O_APPEND: -1, O_EXCL: -1, O_DIRECTORY: -1 },
    writeSync,
    write: (fd, bytes, offset, length, position, done) =>
      done(null, writeSync(fd, bytes.subarray(offset, offset + length))),
  };
}
