// The only place that decides about the state of the Go program.
//
//            begin()                compiled             a call
//    idle ------------> compiling ----------> compiled ---------> running
//    ^ |                    |                                      ^  |
//    | |                    |  ensure(): compile and start now     |  |
//    | +--------------------+--------------------------------------+  |
//    |                      |                                         |
//    +------ it did not start: the next call tries again              |
//                                                                     |
//    awaiting: the other script is on its way (second.js)             |
//    failed: no WebAssembly, or forbidden; Go ended <-----------------+
//
// begin() decodes the binary when the page is idle and compiles it off the main
// thread: a page that never needs Go never runs it. Calls with callbacks get Go by
// whenRunning, in order, as soon as it is compiled. A call that returns a value
// gets it by ensure, which starts Go synchronously, after the calls that wait.
//
// Where the main thread may not compile, Go starts asynchronously, and ensure
// returns null until it runs. Each problem is reported once.
import { whenIdle } from './idle.js';

const RETRY = 1000; // ms after which calls made by failed ones start Go again

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

  function tell(kind, detail) {
    if (!reported[kind]) report(kind, detail);
    reported[kind] = true;
  }

  // fail is for what lasts as long as the page.
  function fail(kind, detail) {
    if (state === 'failed') return;
    state = 'failed';
    go = null;
    tell(kind, detail);
    serve();
  }

  // begin's detail says more if it fails.
  function begin(detail) {
    if (engine.able === 'now' || engine.able === 'later') whenIdle(compile);
    else fail(engine.able, detail);
  }

  function compile() {
    if (state !== 'idle') return;
    state = 'compiling';
    const mine = (f) => (value) => state === 'compiling' && f(value);
    if (engine.able === 'later') {
      const program = create();
      engine.instantiateLater(program.imports, mine((instance) => attempt(() => program.run(instance))), mine(refused));
    } else {
      engine.compile(mine(() => {
        state = 'compiled';
        if (waiting.length > 0) ensure();
      }), mine(refused));
    }
  }

  // attempt starts Go by f. Calls that f makes must not start it again.
  function attempt(f) {
    state = 'starting';
    try {
      go = f();
      state = 'running';
    } catch (error) {
      refused(error);
    }
    serve();
  }

  // refused handles what kept Go from starting. Memory that is short, or an engine
  // that is, may do better next time.
  function refused(error) {
    const detail = String((error && error.message) || error);
    if (isForbidden(error)) return fail('forbidden', detail);
    state = 'idle';
    if (engine.able === 'now' && engine.instantiateLater) {
      engine.able = 'later';
      reported.early = true; // what is wrong, if anything still is, will be said
      return compile();
    }
    tell('broken', detail);
    serve(true);
    if (waiting.length > 0) setTimeout(compile, RETRY);
    return undefined;
  }

  function ensure() {
    if (engine.able === 'now') {
      if (state === 'idle' || state === 'compiling' || state === 'compiled') {
        attempt(() => {
          const program = create();
          return program.run(engine.instantiate(program.imports));
        });
      }
    } else if (go === null && state !== 'starting' && state !== 'failed') {
      tell('early', '');
      compile();
    }
    return go;
  }

  // serve runs the calls that wait, in order. What they call may wait as well.
  function serve(anyway) {
    if (serving || !(go !== null || state === 'failed' || anyway)) return;
    serving = true;
    for (let left = anyway ? waiting.length : Infinity; waiting.length > 0 && left > 0; left--) waiting.shift()(go);
    serving = false;
  }

  return {
    begin,
    ensure,
    // whenRunning calls f with the running program, at once if no call waits and it
    // runs or can be started without blocking, or with null when Go cannot run.
    whenRunning(f) {
      if (serving || waiting.length > 0) return void waiting.push(f);
      if (go !== null || state === 'failed') return void f(go);
      if (state === 'compiled') return void f(ensure());
      waiting.push(f);
      if (state === 'idle') setTimeout(compile); // idle time may be long in coming
      return undefined;
    },
    // running returns the running program, or null; it starts nothing.
    running: () => go,
    ended: (detail) => fail('ended', detail),
    // wait holds everything until use or begin is called.
    wait() {
      state = 'awaiting';
    },
    // proceed ends wait without another engine.
    proceed(detail) {
      if (engine.able === 'later') {
        tell('second', detail);
        reported.early = true;
      }
      state = 'idle';
      begin(detail);
      if (waiting.length > 0) compile();
    },
    // use replaces the engine before anything has been started.
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
