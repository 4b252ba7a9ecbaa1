// The Go program as JavaScript, translated from WebAssembly by wasm2js. It takes
// the place of engine_wasm.js in webim.es5.js.
import translated from 'webim:translated'; // (imports, data) => exports
import { decodePayload } from './payload.js';

export const isForbidden = () => false;

// wasm2js joins a function's module and name, without characters that no
// identifier has.
function flat(imports) {
  const all = {
    abort() {
      throw new Error('unreachable');
    },
  };
  for (const module of Object.keys(imports)) {
    for (const name of Object.keys(imports[module])) all[name.replace(/\W/g, '_')] = imports[module][name];
  }
  return all;
}

// createEngine: see engine_wasm.js. The payload is the program's initial data.
export function createEngine() {
  let data = null;
  const decoded = () => (data = data || decodePayload());
  return {
    able: 'now',
    compile(done) {
      decoded();
      done();
    },
    instantiate: (imports) => ({ exports: translated(flat(imports), decoded()) }),
  };
}
