// The version of the API that this page uses: 1.3 or 1.7. All differences between them are
// in dialect13.js and dialect17.js.

import { dialect13 } from './dialect13.js';
import { dialect17 } from './dialect17.js';

export let dialect = null; // set at the sign-in

export function useDialect(v) {
  dialect = v === '1.3' ? dialect13 : dialect17;
}
