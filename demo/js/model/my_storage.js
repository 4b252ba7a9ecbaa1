// Local storage per signed-in user.

import { save, saved } from '../page/storage.js';
import { loginInfo } from './users.js';

export function saveForUser(name, value) {
  save(name + '.' + loginInfo.identifier, value);
}

export function savedForUser(name, fallback) {
  return saved(name + '.' + loginInfo.identifier, fallback);
}
