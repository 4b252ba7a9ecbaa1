// What has been written and not been sent outlives the page: it is in IndexedDB
// until the server has it. Where a browser keeps nothing, everything here does
// nothing, and the outbox is only as old as the page.
//
// Windows of the same user have one store. Each entry has an owner, the window
// that sends it; entries of windows that were closed are taken over. That a window
// is open is told by a lock that it holds.

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

// takeUnsent returns the entries of a user that no other open window sends, in the
// order of writing. They are this window's from now on.
export async function takeUnsent(user) {
  const open = await openWindows();
  const taken = [];
  await change(function (store) {
    store.getAll().onsuccess = function ({ target }) {
      for (const entry of target.result) {
        if (entry.user !== user || open.has(lockName(entry.owner))) continue;
        taken.push(entry);
        store.put({ ...entry, owner });
      }
    };
  });
  return taken.sort((a, b) => a.id - b.id);
}

// openWindows returns the locks that windows hold, with this window's own. Pages
// without encryption have no locks; there all entries are taken to be free, and the
// server recognizes what is sent twice.
async function openWindows() {
  if (!navigator.locks) return new Set();
  holdLock();
  const { held, pending } = await navigator.locks.query();
  return new Set([...held, ...pending].map((lock) => lock.name).filter((name) => name !== lockName(owner)));
}

// holdLock says that this window is open, until the page is gone or put aside by
// the browser for the way back.
function holdLock() {
  navigator.locks.request(lockName(owner), () => new Promise((release) => addEventListener('pagehide', release, { once: true })));
  addEventListener('pageshow', (event) => event.persisted && holdLock(), { once: true });
}
