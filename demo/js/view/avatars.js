// Avatars: the picture of a user or group, or else the last two characters of the name
// on a colour derived from the account.

import { myGroups } from '../model/groups.js';
import { faceOf, nickOf } from '../model/names.js';
import { icon, make } from '../page/dom.js';

const avatarColours = 8; // .avatar-0 to .avatar-7 of css/controls.css

export function colourOf(id) {
  let hash = 0;
  for (const c of String(id)) hash = Math.imul(hash ^ c.codePointAt(0), 16777619) >>> 0;
  return (hash >>> 14) % avatarColours;
}

// initials returns the last two characters of a Chinese name, else the first letter.
function initials(name) {
  const all = Array.from(String(name).trim());
  const letters = all.filter((letter) => /[\p{L}\p{N}]/u.test(letter));
  if (!letters.length) return all[0] || '?';
  if (/[\u3400-\u9fff]/.test(name)) return letters.slice(-2).join('');
  return (letters[0] || '?').toUpperCase();
}

// avatar only accepts http(s) addresses of pictures, since profiles of other users are
// untrusted.
export function avatar(kind, id, name, url) {
  const element = make('span', { class: 'avatar avatar-' + colourOf(id), 'aria-hidden': 'true' });
  if (/^https?:\/\//i.test(url || '')) {
    element.append(make('img', { src: url, alt: '', loading: 'lazy', referrerpolicy: 'no-referrer', onerror: (event) => event.target.remove() }));
  }
  if (kind === 'group') {
    element.classList.add('avatar-group');
    element.append(icon('people'));
  } else {
    element.append(make('span', { text: initials(name) }));
  }
  return element;
}

// avatarKey returns a key that changes when an avatar has to be redrawn.
export function avatarKey(account) {
  return nickOf(account) + '\n' + (faceOf(account) || '');
}

// personAvatar is updated when the profile arrives later (profiles.js).
export function personAvatar(account) {
  const element = avatar('person', account, nickOf(account), faceOf(account));
  element.dataset.face = account;
  element.dataset.shown = avatarKey(account);
  return element;
}

export function groupAvatar(group) {
  return avatar('group', group.GroupId, '', group.FaceUrl);
}

export function conversationAvatar(c) {
  if (c.type === webim.SESSION_TYPE.C2C) return personAvatar(c.id);
  return groupAvatar(myGroups.get(c.id) || { GroupId: c.id });
}
