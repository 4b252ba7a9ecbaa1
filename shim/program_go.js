// The Go program as the standard compiler compiles it: the toolchain's own glue,
// in a world of its own. program_tinygo.js is the same for TinyGo.
import glue from 'webim:wasm_exec'; // wasm_exec.js as a function of (globalThis, fs), answering its Go class

// What wasm_exec.js and the runtime ask their global object for.
const NEEDED = ['crypto', 'performance', 'TextEncoder', 'TextDecoder', 'Object', 'Array', 'Uint8Array', 'Date'];

// createProgram: see program_tinygo.js. ended is told when Go is past use: what
// its runtime calls fatal, as runaway recursion, nothing can recover.
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
      if (bytes.buffer !== exports.mem.buffer) bytes = new Uint8Array(exports.mem.buffer); // it grew
      return bytes.subarray(at, at + length);
    },
    // Go recovers by itself; what comes out is its end.
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
    // Go's main runs until it parks. Its promise settles only when Go exits, so
    // nobody waits for it; what it throws before comes out as a rejection.
    run(instance) {
      program.run(instance).catch((error) => ended(String(error)));
      exports = instance.exports;
      bytes = new Uint8Array(exports.mem.buffer);
      return go;
    },
  };
}

// wasm_exec.js keeps an fs that it finds. Of all its functions the runtime only
// ever needs writeSync and write; the constants are read when syscall starts.
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
