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

async function change(act) {
  const db = await database();
  if (!db) return;
  await new Promise(function (ok) {
    const transaction = db.transaction(storeName, 'readwrite');
    transaction.oncomplete = ok;
    transaction.onabort = transaction.onerror = ok; // a full disk
    act(transaction.objectStore(storeName));
  });
}

// keepUnsent stores an entry {id, user, type, to, content, seq, random, time, error}.
export async function keepUnsent(entry) {
  await change((store) => store.put({ ...entry, owner }));
}

export async function dropUnsent(id) {
  await change((store) => store.delete(id));
}

// takeUnsent calls take with the entries of a user that are now this window's, in the
// order of writing: soon with those of closed windows, later with those of a window that
// closes. A reloaded page may find the lock of its predecessor still held.
export async function takeUnsent(user, take) {
  if (!navigator.locks) return take(await takeOver(user, null)); // the server discards duplicates
  holdLock();
  for (const other of await ownersOf(user)) {
    navigator.locks.request(lockName(other), async () => take(await takeOver(user, other)));
  }
}

// ownersOf returns the windows that have entries of a user, the one with the oldest entry
// first.
async function ownersOf(user) {
  const owners = new Set();
  await change(function (store) {
    store.getAll().onsuccess = ({ target }) => target.result.forEach((entry) => entry.user === user && owners.add(entry.owner));
  });
  owners.delete(owner);
  return owners;
}

// takeOver makes this window the owner of a user's entries, or of those that belong to
// another window, and returns them.
async function takeOver(user, other) {
  const taken = [];
  await change(function (store) {
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
