// The Go program as JavaScript, translated from WebAssembly by wasm2js. It replaces
// engine_wasm.js in webim.es5.js.
import translated from 'webim:translated'; // (imports, data) => exports
import { decodePayload } from './payload.js';

export const isForbidden = () => false;

// flat names imports like wasm2js: module and name joined, without characters that
// are invalid in an identifier.
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

// createEngine is that of engine_wasm.js. The payload is the program's initial data.
export function createEngine() {
  let data = null;
  const decoded = () => (data = data || decodePayload());
  return {
    mode: 'now',
    compile(done) {
      decoded();
      done();
    },
    instantiate: (imports) => ({ exports: translated(flat(imports), decoded()) }),
  };
}
