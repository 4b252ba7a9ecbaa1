// The live rooms that the server lists: those that can be watched without an account.

import { loadRooms } from '../page/server_info.js';
import { showContacts } from '../view/contacts.js';
import { dialect } from './dialect.js';

export let liveRooms = []; // [{id, name}]

// showRooms fetches them for the address book (1.7).
export function showRooms() {
  if (!dialect.hasRooms) return;
  loadRooms(function (rooms) {
    liveRooms = rooms;
    showContacts();
  });
}
