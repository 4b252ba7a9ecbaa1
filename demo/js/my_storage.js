// What this browser keeps for the user who is signed in: other users of the same
// browser have their own.

import { keep, kept } from './storage.js';
import { loginInfo } from './users.js';

export function keepForMe(name, value) {
  keep(name + '.' + loginInfo.identifier, value);
}

export function keptForMe(name, otherwise) {
  return kept(name + '.' + loginInfo.identifier, otherwise);
}
