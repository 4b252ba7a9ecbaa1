// What the server says of itself: its version, and the live rooms that anybody may watch.

export function loadRooms(then) {
  loadServer((server) => then(server.rooms));
}

// loadServer asks what server this is: {version, rooms: [{id, name}]}.
export function loadServer(then) {
  fetch('server.json', { cache: 'no-store' })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error('HTTP ' + answer.status))))
    .then(then, () => then({ version: '', rooms: [] })); // a server that does not say has none to show
}
