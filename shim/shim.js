// The entry point: assembles the parts, sets the global, and starts compiling Go in
// the background, or loads the second script where WebAssembly cannot run.
import { buildWebim, connect } from './surface.js';
import { readConfig, runningScript } from './config.js';
import { createLoader } from './loader.js';
import { report } from './failures.js';
import { loadSecond } from './second.js';
import { listenInstead } from './handlers.js';
import { createEngine, isForbidden } from 'webim:engine'; // engine_wasm.js or engine_js.js
import { createProgram } from 'webim:program'; // program_tinygo.js or program_go.js

// The key of the SDK, and its loader, that an earlier tag has created.
const MARK = typeof Symbol === 'function' ? Symbol.for('webim.js') : '@@webim.js';

// load returns the page's webim, which it creates if necessary.
function load(page) {
  const earlier = page.webim && page.webim[MARK];
  if (earlier && earlier.state && earlier.state() === 'awaiting') {
    if (earlier.buildID === BUILD_ID) {
      const engine = createEngine(page);
      earlier.adopt((instance) => {
        const { webim, sdk, host, loader } = instance;
        connect(webim, sdk, host);
        loader.use(engine, () => program(host, loader));
        offerInstances(instance, engine, []);
      });
      return page.webim;
    }
    console.warn(`[webim] the two scripts are of different builds, ${earlier.buildID} and ${BUILD_ID}; the second one is used`);
  } else if (earlier) {
    // The page may hold sessions of the first one, which a second would not share.
    console.warn(`[webim] the script is in this page twice; build ${earlier.buildID} stays in use`);
    return page.webim;
  }
  const engine = createEngine(page);
  if (engine.mode === 'absent' && !(page.Symbol && page.TextEncoder && Object.assign)) return void leaveToSecond(page);
  const config = readConfig(page, report);
  const awaiting = []; // instances that wait for the second script
  const first = createInstance(engine, config, awaiting);
  const { webim, loader } = first;
  page.webim = webim;
  if (config.inlineHandlers === 'none') listenInstead(webim);
  const isWaiting = engine.mode !== 'now' && loadSecond(page, config.scriptURL, engine.mode !== 'later', (url) => {
    if (loader.state() !== 'awaiting' || page.webim !== webim) return;
    for (const instance of awaiting.splice(0)) instance.loader.proceed(`${url} could not be loaded`);
  });
  if (isWaiting) {
    awaiting.push(first);
    loader.wait();
  } else loader.begin('there is no other script to load');
  return webim;
}

// leaveToSecond loads the second script, which has the polyfills that this engine
// needs, and creates webim.
function leaveToSecond(page) {
  const { src } = runningScript(page) || {};
  const missing = (detail) => page.webim || report('absent', detail);
  if (!loadSecond(page, src, true, (url) => missing(`${url} could not be loaded`))) missing('there is no other script to load');
}

// createInstance returns {webim, sdk, host, loader}: an SDK with its own Go program.
// Instances share the engine, which holds the compiled code.
function createInstance(engine, config, awaiting) {
  const host = {};
  const loader = createLoader({ engine, create: () => program(host, loader), report, isForbidden });
  const { webim, sdk, held } = buildWebim({ loader, config, host });
  const instance = { webim, sdk, host, loader };
  const adopt = (by) => awaiting.splice(0).forEach(by);
  mark(webim, { buildID: BUILD_ID, config, state: loader.state, held, adopt });
  offerInstances(instance, engine, awaiting);
  return instance;
}

// offerInstances adds the functions that create further instances. A program is cheap
// compared with the code: 320 kB of memory and a millisecond.
function offerInstances({ webim, sdk, loader }, engine, awaiting) {
  webim.newInstance = webim.newWebIm = function () {
    const further = createInstance(engine, Object.assign({}, sdk.config), awaiting);
    if (loader.state() === 'awaiting') {
      awaiting.push(further);
      further.loader.wait();
    } else further.loader.begin();
    return further.webim;
  };
}

// program returns a program to instantiate, which calls webim_start at once.
function program(host, loader) {
  const { imports, run } = createProgram(host, (line) => console.error('[webim] ' + line), loader.ended);
  return {
    imports,
    run(instance) {
      const go = run(instance);
      go.exports.webim_start();
      return go;
    },
  };
}

// A server-side renderer, a test runner or a worker may import the script without
// calling anything. It gets the same object, whose functions throw an error that
// names the missing window.
function withoutWindow() {
  const needed = () => {
    throw new Error('[webim] window is undefined; webim needs a browser / 只能在浏览器页面中使用');
  };
  const loader = { ensure: needed, whenRunning: needed, running: () => null };
  const config = { refresh() {}, useServer: needed };
  const { webim } = buildWebim({ loader, config, host: {} });
  webim.newInstance = webim.newWebIm = needed;
  mark(webim, { buildID: BUILD_ID, config });
  globalThis[MARK] = webim; // for webim.mjs, since there is no global webim
  return webim;
}

function mark(webim, value) {
  webim.VERSION = VERSION;
  Object.defineProperty(webim, MARK, { value });
}

const webim = typeof window === 'object' && window && window.document ? load(window) : withoutWindow();
if (webim) EXPORT(webim); // see exports.js
