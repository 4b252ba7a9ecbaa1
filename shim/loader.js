// The state machine of the Go program.
//
//            begin()                compiled             a call
//    idle ------------> compiling ----------> compiled ---------> running
//    ^ |                    |                                      ^  |
//    | |                    |  ensure(): compile and start now     |  |
//    | +--------------------+--------------------------------------+  |
//    |                      |                                         |
//    +------ did not start: the next call retries                     |
//                                                                     |
//    awaiting: loading the second script (second.js)                  |
//    failed: no WebAssembly, or forbidden; Go ended <-----------------+
//
// begin() decodes the binary when the page is idle and compiles it off the main
// thread. A page that never needs Go never starts it. Calls with callbacks wait for
// Go in whenRunning and run in order once it is compiled. A call that returns a value
// uses ensure, which starts Go synchronously, after the waiting calls.
//
// If the main thread may not compile, Go starts asynchronously, and ensure returns
// null until it runs. Each problem is reported once.
import { whenIdle } from './idle.js';

const RETRY = 1000; // ms before calls made in error callbacks start Go again

// createLoader:
//   engine  see engine_wasm.js
//   create  returns a program to instantiate, {imports, run(instance)}
//   report  (kind, detail), writes to the console; see failures.js
export function createLoader({ engine, create, report, isForbidden }) {
  const waiting = [];
  const reported = {};
  let state = 'idle';
  let go = null; // the running program
  let serving = false;

  function reportOnce(kind, detail) {
    if (!reported[kind]) report(kind, detail);
    reported[kind] = true;
  }

  // fail handles permanent failures.
  function fail(kind, detail) {
    if (state === 'failed') return;
    state = 'failed';
    go = null;
    reportOnce(kind, detail);
    serve();
  }

  // begin compiles when the page is idle. detail is appended to the report of a failure.
  function begin(detail) {
    if (engine.mode === 'now' || engine.mode === 'later') whenIdle(compile);
    else fail(engine.mode, detail);
  }

  function compile() {
    if (state !== 'idle') return;
    state = 'compiling';
    const mine = (f) => (value) => state === 'compiling' && f(value);
    if (engine.mode === 'later') {
      const program = create();
      engine.instantiateLater(program.imports, mine((instance) => attempt(() => program.run(instance))), mine(startFailed));
    } else {
      engine.compile(mine(() => {
        state = 'compiled';
        if (waiting.length > 0) ensure();
      }), mine(startFailed));
    }
  }

  // attempt starts Go by calling f. Calls made by f must not start it again.
  function attempt(f) {
    state = 'starting';
    try {
      go = f();
      state = 'running';
    } catch (error) {
      startFailed(error);
    }
    serve();
  }

  // startFailed handles an error that prevented Go from starting. A lack of memory may be
  // transient.
  function startFailed(error) {
    const detail = String((error && error.message) || error);
    if (isForbidden(error)) return fail('forbidden', detail);
    state = 'idle';
    if (engine.mode === 'now' && engine.instantiateLater) {
      engine.mode = 'later';
      reported.early = true; // if it persists, the retry reports it
      return compile();
    }
    reportOnce('broken', detail);
    serve(true);
    if (waiting.length > 0) setTimeout(compile, RETRY);
    return undefined;
  }

  function ensure() {
    if (engine.mode === 'now') {
      if (state === 'idle' || state === 'compiling' || state === 'compiled') {
        attempt(() => {
          const program = create();
          return program.run(engine.instantiate(program.imports));
        });
      }
    } else if (go === null && state !== 'starting' && state !== 'failed') {
      reportOnce('early', '');
      compile();
    }
    return go;
  }

  // serve runs the waiting calls in order, including those added meanwhile.
  function serve(anyway) {
    if (serving || !(go !== null || state === 'failed' || anyway)) return;
    serving = true;
    for (let left = anyway ? waiting.length : Infinity; waiting.length > 0 && left > 0; left--) waiting.shift()(go);
    serving = false;
  }

  return {
    begin,
    ensure,
    // whenRunning calls f with the running program, or with null if Go cannot run. It
    // calls f at once if no call waits and Go runs or can be started without blocking.
    whenRunning(f) {
      if (serving || waiting.length > 0) return void waiting.push(f);
      if (go !== null || state === 'failed') return void f(go);
      if (state === 'compiled') return void f(ensure());
      waiting.push(f);
      if (state === 'idle') setTimeout(compile); // the page may stay busy for long
      return undefined;
    },
    // running returns the running program, or null. It does not start Go.
    running: () => go,
    ended: (detail) => fail('ended', detail),
    // wait delays all calls until use or begin is called.
    wait() {
      state = 'awaiting';
    },
    // proceed ends the wait without another engine.
    proceed(detail) {
      if (engine.mode === 'later') {
        reportOnce('second', detail);
        reported.early = true;
      }
      state = 'idle';
      begin(detail);
      if (waiting.length > 0) compile();
    },
    // use replaces the engine. It must be called before Go is started.
    use(other, make) {
      engine = other;
      create = make;
      state = 'idle';
      begin();
      if (waiting.length > 0) ensure();
    },
    state: () => state,
  };
}
