// The entry: puts the parts together, sets the one global there is, and has Go
// compiled in the background from the first moment.
import { buildWebim } from './surface.js';
import { readConfig } from './config.js';
import { createLoader } from './loader.js';
import { decodePayload } from './payload.js';
import { report } from './failures.js';
import { createProgram } from 'webim:program'; // program_tinygo.js or program_go.js

// Finds the SDK that an earlier tag has put into the page, and its loader.
const MARK = Symbol.for('webim.js');

// load answers the page's webim: a new one, or the one that is there.
function load(page) {
  const earlier = page.webim && page.webim[MARK];
  if (earlier) {
    // The page may already hold sessions of the first one; two would not know each other's.
    console.warn(`[webim] the script is in this page twice; build ${earlier.buildID} stays in use`);
    return page.webim;
  }
  const config = readConfig(page, report);
  const host = {};
  const loader = createLoader({ decode: decodePayload, start, report, page });

  // start makes the running program of a module.
  function start(module) {
    const program = createProgram(host, (line) => console.error('[webim] ' + line), loader.ended);
    const go = program.run(new WebAssembly.Instance(module, program.imports));
    go.exports.webim_start();
    return go;
  }

  const { webim, held } = buildWebim({ loader, config, host });
  mark(webim, { buildID: BUILD_ID, config, state: loader.state, held });
  page.webim = webim;
  loader.begin();
  return webim;
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
