// The only place that decides about Go's state.
//
//            start()               compiled               ensure()
//    idle ------------> compiling ----------> compiled ------------> running
//      |                    |                                          ^  |
//      |                    |      ensure(): compile here and now      |  |
//      +--------------------+------------------------------------------+  |
//      |                    |                                             |
//      |   no WebAssembly, forbidden, other build, does not start         | Go ended
//      +--------------------+---------------------> failed <--------------+
//
// start() compiles off the main thread and runs nothing: a page that never
// needs Go never pays for it. ensure() is for every caller that needs Go: it
// answers the running program, starting it synchronously if need be, or null
// when Go cannot run. There is no queue and no second way to start. That one way
// to the binary, background or foreground, has failed is no verdict while the
// other may still work; being forbidden is. Whatever is wrong is reported once.
import { makeScope } from './scope.js';

const OUTPUT_KEPT = 10; // lines of Go's output quoted in the error when it ends

// createLoader:
//   source   {compile(): Promise<Module>, compileNow(): Module, release()}
//   buildID  what the binary has to state as its own
//   host     what Go finds as the global "host"; attach is added to it
//   glue     wasm_exec.js as a function of (globalThis, fs), answering its Go class
//   report   (kind, detail), writes to the console; see failures.js
export function createLoader({ source, buildID, host, glue, report, page = window }) {
  let state = 'idle';
  let module = null;
  const tried = { background: false, foreground: false }; // which ways to the binary have failed
  const reported = new Set();
  let go = null; // {exports, memory, call, fail} while running, otherwise null

  function fail(kind, detail) {
    if (state === 'failed') return;
    state = 'failed';
    module = go = null;
    source.release();
    complain(kind, detail);
  }

  function complain(kind, detail) {
    if (!reported.has(kind)) report(kind, detail);
    reported.add(kind);
  }

  function start() {
    if (state !== 'idle') return;
    if (typeof page.WebAssembly !== 'object') return fail('absent');
    state = 'compiling';
    source.compile().then(
      (compiled) => {
        if (state !== 'compiling') return; // ensure() was faster
        state = 'compiled';
        module = compiled;
        source.release();
      },
      (error) => {
        if (state !== 'compiling') return;
        if (isForbidden(error)) return fail('forbidden', error.message);
        if (tried.foreground) return fail(error.kind || 'broken', error.detail || String(error));
        tried.background = true;
        state = 'idle'; // ensure() tries the other way, and reports if that fails too
      },
    );
  }

  function ensure() {
    return go || (state === 'failed' || state === 'starting' ? null : run());
  }

  // run takes Go from any state but these to running or failed. In between it is
  // starting, for the sake of what Go's main calls that may call ensure again.
  function run() {
    if (typeof page.WebAssembly !== 'object') return fail('absent'), null;
    try {
      boot(module || source.compileNow());
    } catch (error) {
      if (error.kind === 'unreachable' && !tried.background) {
        // This call is lost, but the background may yet bring the binary for the next.
        tried.foreground = true;
        complain(error.kind, error.detail);
        start();
        return null;
      }
      fail(error.kind || (isForbidden(error) ? 'forbidden' : 'broken'), error.detail || String(error));
    }
    return go;
  }

  function boot(compiled) {
    state = 'starting';
    let call = null;
    let stated = null;
    // Go's main calls attach before it parks. The answer tells Go whether to stay.
    host.attach = (id, callFunc) => {
      stated = id;
      call = callFunc;
      return id === buildID;
    };
    const output = [];
    const scope = makeScope(page, host, (line) => {
      console.warn('[webim] ' + line);
      if (output.push(line) > OUTPUT_KEPT) output.pop(); // the first lines name the panic
    });
    const Go = glue(scope, scope.fs);
    const program = new Go();
    const ended = (detail) => fail('ended', [detail].concat(output).join('\n'));
    program.exit = (code) => {
      if (stated === null || stated === buildID) ended(`exit code ${code}`);
    };
    const instance = new WebAssembly.Instance(compiled, program.importObject);
    // Runs until Go parks. Its promise settles only when Go exits, so nobody waits
    // for it; what it throws before parking comes out of it as a rejection.
    program.run(instance).catch((error) => {
      console.error(error);
      ended(String(error));
    });

    if (state === 'failed') return;
    if (stated !== null && stated !== buildID) return fail('mismatch', { script: buildID, binary: stated });
    if (call === null) return fail('broken', ['it did not report back'].concat(output).join('\n'));
    go = handle(instance.exports, call, ended);
    state = 'running';
    module = null;
    source.release();
  }

  return { ensure, start, state: () => state };
}

// handle is what the rest of the shim knows of the running program:
//   exports   the //go:wasmexport functions
//   memory()  Go's memory as bytes; ask again after any call, as Go may have grown it
//   call      the function Go gave to attach
//   fail      to be told when an export threw: the program is then past use
function handle(exports, call, fail) {
  let bytes = new Uint8Array(exports.mem.buffer);
  return {
    exports,
    call,
    fail,
    memory() {
      // Growing detaches the old buffer, which empties every view on it.
      if (bytes.length === 0) bytes = new Uint8Array(exports.mem.buffer);
      return bytes;
    },
  };
}

// A Content-Security-Policy shows up as a CompileError; only its text tells.
function isForbidden(error) {
  return /content security policy|blocked by csp|unsafe-eval/i.test(String(error && error.message));
}
