// Rows and checkboxes of people, for the lists of the address book and of dialogs.

import { blackList } from '../model/black_list.js';
import { friends } from '../model/friends.js';
import { demoUsers, loginInfo } from '../model/users.js';
import { conversationAddress } from '../page/address.js';
import { make } from '../page/dom.js';
import { personAvatar } from './avatars.js';
import { nickElement } from './profile_elements.js';

// people returns the known users, without the signed-in one.
export function people() {
  const accounts = new Set([...friends.keys(), ...demoUsers.map((user) => user.identifier)]);
  accounts.delete(loginInfo.identifier);
  return [...accounts].filter((account) => !blackList.has(account));
}

export function personRow(account) {
  return make('li', {}, make('a', { class: 'row', href: conversationAddress(webim.SESSION_TYPE.C2C, account), 'data-contact': account },
    make('span', { class: 'row-face' }, personAvatar(account)),
    make('span', { class: 'row-text' },
      make('span', { class: 'row-line' }, nickElement('span', account, { class: 'row-name' })),
      make('span', { class: 'row-line' }, make('span', { class: 'row-preview', text: account })))));
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
