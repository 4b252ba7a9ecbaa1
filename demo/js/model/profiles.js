// Profiles of accounts. The SDK identifies users by account names. Nick and picture
// belong to the profile, which is fetched (guide 6.2), and again after a while: 1.7
// reports changes of friends' profiles only.

import { emit } from '../page/events.js';
import { t } from '../page/i18n.js';
import { nickOf, profileOf, setProfile } from './names.js';
import { loginInfo } from './users.js';

const requestedProfiles = new Set();
const profilesAtOnce = 100; // the maximum of one call
const profileAge = 60000; // ms after which a displayed profile is fetched again

export const profileTags = {
  Tag_Profile_IM_Nick: 'nick',
  Tag_Profile_IM_Image: 'face',
  Tag_Profile_IM_Gender: 'gender',
  Tag_Profile_IM_AllowType: 'allow',
};

// requestProfile fetches a profile soon, batched with others.
export function requestProfile(account) {
  if (!account || !loginInfo || !loginInfo.identifier || account.startsWith('@')) return;
  if (Date.now() - (profileOf(account).requestedAt || 0) < profileAge) return;
  if (requestedProfiles.size === 0) setTimeout(fetchProfiles, 50);
  requestedProfiles.add(account);
}

function fetchProfiles() {
  const accounts = [...requestedProfiles].slice(0, profilesAtOnce);
  for (const account of accounts) {
    requestedProfiles.delete(account);
    setProfile(account, { ...profileOf(account), requestedAt: Date.now() });
  }
  if (requestedProfiles.size > 0) setTimeout(fetchProfiles, 50);
  // One unknown account makes the call fail, but the response has the other profiles.
  getProfilePortrait(accounts, setProfiles, setProfiles);
}

export function getProfilePortrait(accounts, cbOk, cbErr) {
  webim.getProfilePortrait({
    From_Account: loginInfo.identifier,
    To_Account: accounts,
    LastStandardSequence: 0,
    TagList: Object.keys(profileTags),
  }, cbOk, cbErr);
}

export function setProfiles(resp) {
  for (const item of (resp && resp.UserProfileItem) || []) {
    if (!item.ResultCode) takeProfile(item.To_Account, item.ProfileItem);
  }
  emit('profiles');
}

// takeProfile stores the fields of a profile.
export function takeProfile(account, tags) {
  const profile = { ...profileOf(account), requestedAt: Date.now() };
  for (const { Tag, Value, ValueBytes } of tags || []) {
    if (profileTags[Tag]) profile[profileTags[Tag]] = Value === undefined ? ValueBytes : Value;
  }
  setProfile(account, profile);
}

// onProfileChanged handles a change of a friend's or the user's profile (1.7).
export function onProfileChanged(notify) {
  takeProfile(notify.Profile_Account, notify.ProfileList);
  emit('profiles');
}

// shownName returns a name for use in a sentence; the signed-in user is "you".
export function shownName(account) {
  return account === loginInfo.identifier ? t('你') : nickOf(account);
}
