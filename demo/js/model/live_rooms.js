// The live rooms that the server lists: those that can be watched without an account.

import { emit } from '../page/events.js';
import { loadRooms } from '../page/server_info.js';
import { dialect } from './dialect.js';

export let liveRooms = []; // [{id, name}]

// getRooms fetches them (1.7).
export function getRooms() {
  if (!dialect.hasRooms) return;
  loadRooms(function (rooms) {
    liveRooms = rooms;
    emit('rooms');
  });
}
