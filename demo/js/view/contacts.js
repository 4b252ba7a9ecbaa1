// The address book: live rooms, groups, friends, the demo's other users, and the black
// list.

import { blackList, deleteBlackList } from '../model/black_list.js';
import { friends } from '../model/friends.js';
import { groupLine, myGroups } from '../model/groups.js';
import { getRooms, liveRooms } from '../model/live_rooms.js';
import { nickOf } from '../model/names.js';
import { demoUsers, loginInfo } from '../model/users.js';
import { conversationAddress, roomAddress } from '../page/address.js';
import { byId, icon, make } from '../page/dom.js';
import { on } from '../page/events.js';
import { t } from '../page/i18n.js';
import { windowedList } from '../page/windowed_list.js';
import { groupAvatar, personAvatar } from './avatars.js';
import { nickElement } from './profile_elements.js';

const rowHeight = 66; // CSS pixels, as in css/lists.css

const ofPeople = { keyOf: (account) => account, wordsOf: nickOf, rowOf: personRow };

// The sections of the address book: their entries, an entry's identity and words, which
// the search looks through, and its row.
const sections = [
  { part: 'rooms_part', all: () => liveRooms, keyOf: (room) => room.id, wordsOf: (room) => room.name, rowOf: roomRow },
  { part: 'groups_part', all: () => [...myGroups.values()], keyOf: (group) => group.GroupId, wordsOf: (group) => group.Name + '\n' + groupLine(group), rowOf: groupRow },
  { part: 'friends_part', all: () => [...friends.keys()], ...ofPeople },
  { part: 'others_part', all: others, ...ofPeople },
  { part: 'black_part', all: () => [...blackList], ...ofPeople, rowOf: blackRow },
];

function others() {
  return demoUsers.map((user) => user.identifier)
    .filter((account) => account !== loginInfo.identifier && !friends.has(account) && !blackList.has(account));
}

// showContacts shows the entries that match the search text. An empty section is hidden
// unless it has a note.
function showContacts() {
  const words = byId('contact_search').value.trim().toLowerCase();
  let count = 0;
  for (const { part, all, keyOf, wordsOf, show } of sections) {
    const entries = all();
    const found = words ? entries.filter((entry) => (keyOf(entry) + '\n' + wordsOf(entry)).toLowerCase().includes(words)) : entries;
    const note = byId(part).querySelector('.hint');
    if (note) note.hidden = entries.length > 0;
    byId(part).hidden = !found.length && (words !== '' || !note);
    show(found);
    count += found.length;
  }
  byId('contact_none').hidden = words === '' || count > 0;
}

function groupRow(group) {
  return contactRow(groupAvatar(group), group.Name, groupLine(group), { href: conversationAddress(webim.SESSION_TYPE.GROUP, group.GroupId), 'data-group': group.GroupId });
}

function roomRow(room) {
  return contactRow(make('span', { class: 'room-face', 'aria-hidden': 'true' }, icon('live')), room.name, room.id, { href: roomAddress(room.id), 'data-room': room.id });
}

function personRow(account) {
  return contactRow(personAvatar(account), nickElement('span', account), account, { href: conversationAddress(webim.SESSION_TYPE.C2C, account), 'data-contact': account });
}

function contactRow(face, name, line, properties) {
  return make('li', {}, make('a', { class: 'row', ...properties }, ...rowParts(face, name, line)));
}

function blackRow(account) {
  return make('li', { class: 'row', 'data-blocked': account },
    ...rowParts(personAvatar(account), nickElement('span', account), account),
    make('button', { class: 'button small', type: 'button', text: t('移出'), 'aria-label': t('移出黑名单') + ' ' + nickOf(account), onclick: () => deleteBlackList(account) }));
}

// rowParts returns a picture, and a name above a line of text.
function rowParts(face, name, line) {
  return [
    make('span', { class: 'row-face' }, face),
    make('span', { class: 'row-text' },
      make('span', { class: 'row-line' }, make('span', { class: 'row-name' }, name)),
      make('span', { class: 'row-line' }, make('span', { class: 'row-preview', text: line }))),
  ];
}

export function initContacts() {
  const scroller = byId('panel_contacts').querySelector('.panel-body');
  for (const section of sections) section.show = windowedList(byId(section.part).querySelector('.rows'), { ...section, scroller, rowHeight });
  for (const name of ['groups', 'relations', 'rooms']) on(name, showContacts);
  byId('contact_search').oninput = showContacts;
  showContacts();
  getRooms();
}
