// Which live rooms there are: the server lists those that anybody may watch.

function roomLink(id) {
  return location.pathname + '?' + new URLSearchParams({ v: '1.7', room: id });
}

function loadRooms(then) {
  loadServer((server) => then(server.rooms));
}

// loadServer asks what server this is: {version, rooms: [{id, name}]}.
function loadServer(then) {
  fetch('server.json', { cache: 'no-store' })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error('HTTP ' + answer.status))))
    .then(then, () => then({ version: '', rooms: [] })); // a server that does not say has none to show
}

// showRooms lists them in the address book (1.7).
function showRooms() {
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
