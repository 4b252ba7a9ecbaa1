// The entry: puts the parts together, sets the one global there is, and has Go
// compiled in the background from the first moment.
import { buildWebim } from './surface.js';
import { readConfig } from './config.js';
import { createLoader } from './loader.js';
import { whenIdle } from './idle.js';
import { report } from './failures.js';
import { createSource } from 'webim:binary'; // binary_embedded.js or binary_beside.js
import glue from 'webim:wasm_exec'; // the toolchain's wasm_exec.js, wrapped

// Finds the SDK that an earlier tag has put into the page, and its loader.
const MARK = Symbol.for('webim.js');

function load(page) {
  const earlier = page.webim && page.webim[MARK];
  if (earlier) {
    // The page may already hold sessions of the first one; two would not know each other's.
    console.warn(`[webim] the script is in this page twice; build ${earlier.buildID} stays in use`);
    return;
  }
  const config = readConfig(page, report);
  const host = {};
  const source = createSource(config, BUILD_ID);
  const loader = createLoader({ source, buildID: BUILD_ID, host, glue, report });
  const webim = buildWebim({ ensure: loader.ensure, config, host });
  Object.defineProperty(webim, MARK, { value: { buildID: BUILD_ID, state: loader.state } });
  page.webim = webim;
  whenIdle(loader.start); // even asking for the binary takes milliseconds of the page's time
}

load(window);
