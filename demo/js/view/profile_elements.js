// Nicks and avatars on the page, which are updated when a profile arrives.

import { nickOf } from '../model/names.js';
import { requestProfile } from '../model/profiles.js';
import { make, setText } from '../page/dom.js';
import { on } from '../page/events.js';
import { avatarKey, personAvatar } from './avatars.js';

// nickElement returns an element with a nick, which is updated when the profile arrives.
export function nickElement(tag, account, properties) {
  requestProfile(account);
  return make(tag, { ...properties, 'data-nick': account, text: nickOf(account) });
}

function showProfiles() {
  for (const element of document.querySelectorAll('[data-nick]')) setText(element, nickOf(element.dataset.nick));
  for (const element of document.querySelectorAll('[data-face]')) {
    if (element.dataset.shown !== avatarKey(element.dataset.face)) element.replaceWith(personAvatar(element.dataset.face));
  }
}

// refreshProfiles fetches the displayed profiles again when the window becomes visible.
export function refreshProfiles() {
  for (const account of new Set([...document.querySelectorAll('[data-nick]')].map((element) => element.dataset.nick))) requestProfile(account);
}

export function initProfiles() {
  on('profiles', showProfiles);
  document.addEventListener('visibilitychange', () => document.hidden || refreshProfiles());
}
