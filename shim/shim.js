// The entry: puts the parts together, sets the one global there is, and has Go
// compiled in the background from the first moment, or the other script loaded
// where WebAssembly cannot run.
import { buildWebim, connect } from './surface.js';
import { readConfig } from './config.js';
import { createLoader } from './loader.js';
import { report } from './failures.js';
import { loadSecond } from './second.js';
import { createEngine, isForbidden } from 'webim:engine'; // engine_wasm.js or engine_js.js
import { createProgram } from 'webim:program'; // program_tinygo.js or program_go.js

// Finds the SDK that an earlier tag has put into the page, and its loader.
const MARK = Symbol.for('webim.js');

// load answers the page's webim: a new one, or the one that is there.
function load(page) {
  const earlier = page.webim && page.webim[MARK];
  if (earlier && earlier.state && earlier.state() === 'awaiting') {
    if (earlier.buildID === BUILD_ID) {
      earlier.adopt(({ webim, sdk, host, loader }) => {
        connect(webim, sdk, host);
        loader.use(createEngine(page), () => program(host, loader));
      });
      return page.webim;
    }
    console.warn(`[webim] the two scripts are of different builds, ${earlier.buildID} and ${BUILD_ID}; the second one is used`);
  } else if (earlier) {
    // The page may already hold sessions of the first one; two would not know each other's.
    console.warn(`[webim] the script is in this page twice; build ${earlier.buildID} stays in use`);
    return page.webim;
  }
  const config = readConfig(page, report);
  const host = {};
  const engine = createEngine(page);
  const loader = createLoader({ engine, create: () => program(host, loader), report, isForbidden });

  const { webim, sdk, held } = buildWebim({ loader, config, host });
  const adopt = (by) => by({ webim, sdk, host, loader });
  mark(webim, { buildID: BUILD_ID, config, state: loader.state, held, adopt });
  page.webim = webim;
  const isWaiting = engine.able !== 'now' && loadSecond(page, config, engine.able !== 'later', (url) => {
    if (loader.state() === 'awaiting' && page.webim === webim) loader.proceed(`${url} could not be loaded`);
  });
  if (isWaiting) loader.wait();
  else loader.begin('there is no other script to load');
  return webim;
}

// program returns a program to instantiate, which is told to start at once.
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

// A server-side renderer, a test runner or a worker may import the script long
// before anything is called. It gets the same object, whose functions say what
// they need.
function withoutWindow() {
  const needed = () => {
    throw new Error('[webim] this needs a browser, and there is no window here / 只能在浏览器页面中使用');
  };
  const loader = { ensure: needed, whenRunning: needed, running: () => null };
  const config = { refresh() {}, useServer: needed };
  const { webim } = buildWebim({ loader, config, host: {} });
  mark(webim, { buildID: BUILD_ID, config });
  globalThis[MARK] = webim; // webim.mjs looks for it, since there is no global webim
  return webim;
}

function mark(webim, value) {
  webim.VERSION = VERSION;
  Object.defineProperty(webim, MARK, { value });
}

GIVE(typeof window === 'object' && window && window.document ? load(window) : withoutWindow()); // see exports.js
