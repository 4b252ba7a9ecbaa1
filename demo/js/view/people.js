// The people whom the dialogs offer, with a checkbox or radio button each.

import { blackList } from '../model/black_list.js';
import { friends } from '../model/friends.js';
import { demoUsers, loginInfo } from '../model/users.js';
import { make } from '../page/dom.js';
import { personAvatar } from './avatars.js';
import { nickElement } from './profile_elements.js';

// people returns the known users, without the signed-in one.
export function people() {
  const accounts = new Set([...friends.keys(), ...demoUsers.map((user) => user.identifier)]);
  accounts.delete(loginInfo.identifier);
  return [...accounts].filter((account) => !blackList.has(account));
}

// personChoice returns a line with a checkbox or radio button.
export function personChoice(type, name, account, note) {
  return make('li', {}, make('label', { class: 'check' },
    make('input', { type, name, value: account, disabled: Boolean(note) }),
    personAvatar(account), nickElement('span', account), make('small', { text: note || account })));
}

export function checkedPeople(list) {
  return [...list.querySelectorAll('input:checked')].map((input) => input.value);
}
