// What the page's address says: which user (?user=alice), which version of the
// API (&v=1.3), which live room a visitor watches (?room=live).

export let params = new URLSearchParams(location.search);
export let version = params.get('v') === '1.3' ? '1.3' : '1.7'; // of the API

// userAddress is this page as another user or in another version.
export function userAddress(identifier, v) {
  const query = new URLSearchParams();
  if (identifier) query.set('user', identifier);
  query.set('v', v || version);
  return location.pathname + '?' + query;
}

// becomeUser puts a user into the address without loading the page again.
export function becomeUser(identifier, v) {
  history.pushState(null, '', userAddress(identifier, v) + location.hash);
  params = new URLSearchParams(location.search);
  version = v;
}

// roomLink is a live room's address for visitors who do not sign in.
export function roomLink(id) {
  return location.pathname + '?' + new URLSearchParams({ v: '1.7', room: id });
}
