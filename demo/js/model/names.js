// A cache of accounts' profiles: nick, picture and so on. profiles.js fetches them.

const profiles = new Map(); // account -> {nick, face, gender, allow, requestedAt in ms}

export function setProfile(account, profile) {
  profiles.set(account, profile);
}

export function profileOf(account) {
  return profiles.get(account) || {};
}

export function nickOf(account) {
  return profileOf(account).nick || account;
}

export function faceOf(account) {
  return profileOf(account).face;
}

// suggestNick sets the nick from a message unless the profile has been fetched.
export function suggestNick(account, nick) {
  if (nick && nick !== account && !profileOf(account).nick) profiles.set(account, { ...profileOf(account), nick });
}
