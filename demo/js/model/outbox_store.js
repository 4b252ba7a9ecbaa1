// The outbox in IndexedDB: messages that the server has not acknowledged yet survive
// the page. Without IndexedDB all functions are no-ops, and the outbox lives as long as
// the page.
//
// Windows of the same user share the store. Each entry has an owner, the window that
// sends it. A window holds a lock as long as it is open; another window that gets the
// lock takes over its entries.

const storeName = 'outbox';
const owner = String(Math.random()).slice(2);
const lockName = (name) => 'webim.outbox.' + name;

let opened = null; // the promise of the database, or of null

function database() {
  if (!opened) opened = new Promise(function (ok) {
    const request = indexedDB.open('webim-demo', 1);
    request.onupgradeneeded = () => request.result.createObjectStore(storeName, { keyPath: 'id' });
    request.onsuccess = () => ok(request.result);
    request.onerror = () => ok(null);
  }).catch(() => null);
  return opened;
}

// transact runs act in a transaction and returns when it has ended.
async function transact(act) {
  const db = await database();
  if (!db) return;
  await new Promise(function (ok) {
    const transaction = db.transaction(storeName, 'readwrite');
    transaction.oncomplete = ok;
    transaction.onabort = transaction.onerror = ok; // a full disk
    act(transaction.objectStore(storeName));
  });
}

// saveUnsent stores an entry {id, user, type, to, content, seq, random, time, error}.
export async function saveUnsent(entry) {
  await transact((store) => store.put({ ...entry, owner }));
}

export async function deleteUnsent(id) {
  await transact((store) => store.delete(id));
}

// claimUnsent makes this window the owner of a user's entries and passes them to take, in
// their order: at once those of closed windows, later those of a window that closes. A reloaded page may find the lock of its predecessor still held.
export async function claimUnsent(user, take) {
  if (!navigator.locks) return take(await claim(user, null)); // the server discards duplicates
  holdLock();
  for (const other of await ownersOf(user)) {
    navigator.locks.request(lockName(other), async () => take(await claim(user, other)));
  }
}

// ownersOf returns the windows that have entries of a user, the one with the oldest entry
// first.
async function ownersOf(user) {
  const owners = new Set();
  await transact(function (store) {
    store.getAll().onsuccess = ({ target }) => target.result.forEach((entry) => entry.user === user && owners.add(entry.owner));
  });
  owners.delete(owner);
  return owners;
}

// claim makes this window the owner of a user's entries, or of those that belong to
// another window, and returns them.
async function claim(user, other) {
  const taken = [];
  await transact(function (store) {
    store.getAll().onsuccess = function ({ target }) { // sorted by id
      for (const entry of target.result) {
        if (entry.user !== user || (other !== null && entry.owner !== other)) continue;
        taken.push(entry);
        store.put({ ...entry, owner });
      }
    };
  });
  return taken;
}

// holdLock holds this window's lock until the page is closed or enters the back/forward
// cache.
function holdLock() {
  navigator.locks.request(lockName(owner), () => new Promise((release) => addEventListener('pagehide', release, { once: true })));
  addEventListener('pageshow', (event) => event.persisted && holdLock(), { once: true });
}
