// The parameters in the page's address: the user (?user=alice), the version of the API
// (&v=1.3), the live room that a visitor watches (?room=live); and the addresses in it.

import { emit } from './events.js';

export let params = new URLSearchParams(location.search);
export let version = params.get('v') === '1.3' ? '1.3' : '1.7'; // of the API

// userAddress returns the page's address for another user or version.
export function userAddress(identifier, v) {
  const query = new URLSearchParams();
  if (identifier) query.set('user', identifier);
  query.set('v', v || version);
  return location.pathname + '?' + query;
}

// setUserInAddress sets the user in the address without reloading the page.
export function setUserInAddress(identifier, v) {
  history.pushState(null, '', userAddress(identifier, v) + location.hash);
  params = new URLSearchParams(location.search);
  version = v;
}

// roomLink returns a live room's address for visitors who are not signed in.
export function roomLink(id) {
  return location.pathname + '?' + new URLSearchParams({ v: '1.7', room: id });
}

// conversationAddress returns the address of a conversation in this page. With
// detailsInAddress the details are open.
export function conversationAddress(type, id) {
  return '#/' + type.toLowerCase() + '/' + encodeURIComponent(id);
}

export const detailsInAddress = '/details';

export function roomAddress(id) {
  return '#/room/' + encodeURIComponent(id);
}

// goTo goes to an address in this page; navigation.js follows it.
export function goTo(address) {
  if (location.hash === address) emit('address');
  else location.hash = address;
}
