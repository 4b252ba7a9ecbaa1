// The only place that decides about Go's state.
//
//            begin()                compiled             a call
//    idle ------------> compiling ----------> compiled ---------> running
//      |                    |                                      ^  |
//      |                    |   ensure(): compile here and now     |  |
//      +--------------------+--------------------------------------+  |
//      |                    |                                         |
//      |    no WebAssembly, forbidden, does not start                 | Go ended
//      +--------------------+---------------------> failed <----------+
//
// begin() decodes the binary when the page has nothing better to do and compiles
// it off the main thread: a page that never needs Go never runs it. Who can wait
// gets Go by whenRunning, in order, and as soon as it is compiled; who needs a
// value at once gets it by ensure, which starts Go there and then, blocking, and
// serves first who waits. Whatever is wrong is reported once.
import { whenIdle } from './idle.js';

// createLoader:
//   decode  answers the binary's bytes
//   start   makes the running program of a WebAssembly.Module
//   report  (kind, detail), writes to the console; see failures.js
export function createLoader({ decode, start, report, page = window }) {
  let state = 'idle';
  let bytes = null;
  let module = null;
  let go = null; // the running program, otherwise null
  let serving = false;
  const waiting = [];

  function fail(kind, detail) {
    if (state === 'failed') return;
    state = 'failed';
    bytes = module = go = null;
    report(kind, detail);
    serve();
  }

  function begin() {
    if (typeof page.WebAssembly !== 'object') fail('absent');
    else whenIdle(compile);
  }

  function decoded() {
    bytes = bytes || decode();
    return bytes;
  }

  function compile() {
    if (state !== 'idle') return;
    state = 'compiling';
    page.WebAssembly.compile(decoded()).then(
      (compiled) => {
        if (state !== 'compiling') return; // ensure() was faster
        state = 'compiled';
        module = compiled;
        bytes = null;
        if (waiting.length > 0) ensure();
      },
      (error) => state === 'compiling' && refused(error),
    );
  }

  function refused(error) {
    fail(isForbidden(error) ? 'forbidden' : 'broken', String((error && error.message) || error));
  }

  function ensure() {
    if (go === null && (state === 'idle' || state === 'compiling' || state === 'compiled')) {
      const compiled = module;
      state = 'starting'; // what it calls while it starts must not start it again
      try {
        if (typeof page.WebAssembly !== 'object') throw new Error('WebAssembly is gone');
        go = start(compiled || new page.WebAssembly.Module(decoded()));
        state = 'running';
        bytes = module = null;
      } catch (error) {
        refused(error);
      }
    }
    serve();
    return go;
  }

  // serve goes through who waits, in order. What they call may wait as well.
  function serve() {
    if (serving || (go === null && state !== 'failed')) return;
    serving = true;
    while (waiting.length > 0) waiting.shift()(go);
    serving = false;
  }

  return {
    begin,
    ensure,
    // whenRunning calls f with the running program, at once if nobody waits and it
    // runs or can be started without blocking, or with null when Go cannot run.
    whenRunning(f) {
      if (serving || waiting.length > 0) return void waiting.push(f);
      if (go !== null || state === 'compiled' || state === 'failed') return void f(ensure());
      waiting.push(f);
      setTimeout(compile); // idle time may be long in coming
      return undefined;
    },
    // running answers the running program, or null; it starts nothing.
    running: () => go,
    ended: (detail) => fail('ended', detail),
    state: () => state,
  };
}

// A Content-Security-Policy shows up as a CompileError; only its text tells.
function isForbidden(error) {
  return /content security policy|blocked by csp|unsafe-eval/i.test(String(error && error.message));
}
