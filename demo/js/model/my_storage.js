// Local storage per signed-in user.

import { keep, kept } from '../page/storage.js';
import { loginInfo } from './users.js';

export function keepForMe(name, value) {
  keep(name + '.' + loginInfo.identifier, value);
}

export function keptForMe(name, otherwise) {
  return kept(name + '.' + loginInfo.identifier, otherwise);
}
