// The address book: live rooms, groups, friends, the demo's other users, and the black
// list.

import { blackList, blackRow } from './black_list.js';
import { byId } from './dom.js';
import { friends } from './friends.js';
import { personRow } from './people.js';
import { demoUsers, loginInfo } from './users.js';

export function showContacts() {
  const others = demoUsers.map((user) => user.identifier)
    .filter((account) => account !== loginInfo.identifier && !friends.has(account) && !blackList.has(account));
  showChildrenByKey('friend_list', [...friends.keys()], (account) => personRow(account));
  showChildrenByKey('contact_list', others, (account) => personRow(account));
  showChildrenByKey('black_list', [...blackList], blackRow);
  byId('friend_empty').hidden = friends.size > 0;
  byId('black_part').hidden = blackList.size === 0;
  byId('others_part').hidden = others.length === 0;
  findContacts();
}

// showChildrenByKey redraws a list and keeps the focus on the same entry.
function showChildrenByKey(id, accounts, draw) {
  const list = byId(id);
  const focused = list.contains(document.activeElement) && document.activeElement.closest('li').dataset.find;
  list.replaceChildren(...accounts.map(draw));
  const again = focused && [...list.children].find((item) => item.dataset.find === focused);
  if (again) again.querySelector('a, button').focus();
}

// findContacts hides entries that do not match the search text.
export function findContacts() {
  const words = byId('contact_search').value.trim().toLowerCase();
  let found = 0;
  for (const part of byId('panel_contacts').querySelectorAll('.panel-body > section')) {
    let here = 0;
    for (const item of part.querySelectorAll('.rows > li')) {
      item.hidden = words !== '' && !item.textContent.toLowerCase().includes(words) && !item.dataset.find.toLowerCase().includes(words);
      if (!item.hidden) here++;
    }
    part.classList.toggle('nothing', words !== '' && here === 0);
    found += here;
  }
  byId('contact_none').hidden = words === '' || found > 0;
}

export function initContacts() {
  byId('contact_search').oninput = findContacts;
}
