// The server's version and public live rooms.

export function loadRooms(then) {
  loadServer((server) => then(server.rooms));
}

// loadServer fetches {version, rooms: [{id, name}]}.
export function loadServer(then) {
  fetch('server.json', { cache: 'no-store' })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error('HTTP ' + answer.status))))
    .then(then, () => then({ version: '', rooms: [] })); // other servers have no such file
}
