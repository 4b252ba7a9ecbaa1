// The live rooms in the address book. The server lists those that can be watched without
// an account.

import { findContacts } from './contacts.js';
import { dialect } from './dialect.js';
import { byId, icon, make } from './dom.js';
import { loadRooms } from './server_info.js';

// showRooms lists them in the address book (1.7).
export function showRooms() {
  byId('rooms_part').hidden = true;
  if (!dialect.hasRooms) return;
  loadRooms(function (rooms) {
    byId('rooms_part').hidden = !rooms.length;
    byId('room_list').replaceChildren(...rooms.map((room) =>
      make('li', { 'data-find': room.id }, make('a', { class: 'row', href: '#/room/' + encodeURIComponent(room.id), 'data-room': room.id },
        make('span', { class: 'row-face' }, make('span', { class: 'room-face', 'aria-hidden': 'true' }, icon('live'))),
        make('span', { class: 'row-text' },
          make('span', { class: 'row-line' }, make('span', { class: 'row-name', text: room.name })),
          make('span', { class: 'row-line' }, make('span', { class: 'row-preview', text: room.id })))))));
    findContacts();
  });
}
