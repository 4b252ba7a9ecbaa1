// The version of the API that this page speaks: 1.3 or 1.7. What differs between
// them is in dialect13.js and dialect17.js, and nowhere else.

import { dialect13 } from './dialect13.js';
import { dialect17 } from './dialect17.js';

export let dialect = null; // from the sign-in on

export function useDialect(v) {
  dialect = v === '1.3' ? dialect13 : dialect17;
}
