// The import forms of projects with a copy of the script, in ES modules. Copies end in
// an export that the project has added.
import { webim as named } from './sdk/webim.js';
import { webim as exported } from './sdk/exporting.js';
import defaulted from './sdk/defaulting.js';
import { webim as module, SESSION_TYPE } from './sdk/webim.mjs';
import assigned from './sdk/assigned.js';

const first = window.webim;
window.seen = {
  named: named === first,
  exported: exported === first,
  defaulted: defaulted === first,
  module: module === first && SESSION_TYPE === first.SESSION_TYPE,
  assigned: assigned === first,
  works: named.Tool.formatText2Html('<') === '&lt;',
};
