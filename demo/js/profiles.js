// Profiles of accounts. What the SDK hands out are account names; nick and
// picture belong to the profile and are asked for (guide 6.2), again when they
// may have changed: 1.7 says so of friends, of everybody else a page only learns
// by asking.

import { avatarKey, personAvatar } from './avatars.js';
import { showChatHead } from './chat.js';
import { make, setText } from './dom.js';
import { showFriendRequests } from './friend_requests.js';
import { t } from './i18n.js';
import { showMe } from './login.js';
import { nickOf, profileOf, setProfile } from './names.js';
import { showSessionList } from './session_list.js';
import { loginInfo } from './users.js';

const wantedProfiles = new Set();
const profilesAtOnce = 100; // the most that one call takes
const profileAge = 60000; // ms after which a profile that is looked at is asked for again

export const profileTags = {
  Tag_Profile_IM_Nick: 'nick',
  Tag_Profile_IM_Image: 'face',
  Tag_Profile_IM_Gender: 'gender',
  Tag_Profile_IM_AllowType: 'allow',
};

// wantProfile fetches a profile soon, batched with others.
export function wantProfile(account) {
  if (!account || !loginInfo || !loginInfo.identifier || account.startsWith('@')) return;
  if (Date.now() - (profileOf(account).asked || 0) < profileAge) return;
  if (wantedProfiles.size === 0) setTimeout(askProfiles, 50);
  wantedProfiles.add(account);
}

function askProfiles() {
  const accounts = [...wantedProfiles].slice(0, profilesAtOnce);
  wantedProfiles.clear();
  for (const account of accounts) setProfile(account, { ...profileOf(account), asked: Date.now() });
  // A single unknown account makes a failure of the whole answer, but the
  // others are in it all the same.
  getProfilePortrait(accounts, takeProfiles, takeProfiles);
}

export function getProfilePortrait(accounts, cbOk, cbErr) {
  webim.getProfilePortrait({
    From_Account: loginInfo.identifier,
    To_Account: accounts,
    LastStandardSequence: 0,
    TagList: Object.keys(profileTags),
  }, cbOk, cbErr);
}

export function takeProfiles(resp) {
  for (const item of (resp && resp.UserProfileItem) || []) {
    if (!item.ResultCode) takeProfile(item.To_Account, item.ProfileItem);
  }
  showProfiles();
}

// takeProfile overwrites what is known with what the profile says.
export function takeProfile(account, tags) {
  const profile = { ...profileOf(account), asked: Date.now() };
  for (const { Tag, Value, ValueBytes } of tags || []) {
    if (profileTags[Tag]) profile[profileTags[Tag]] = Value === undefined ? ValueBytes : Value;
  }
  setProfile(account, profile);
}

// onProfileChanged handles a change of a friend's or the user's profile (1.7).
export function onProfileChanged(notify) {
  takeProfile(notify.Profile_Account, notify.ProfileList);
  showProfiles();
}

// nickElement returns an element with a nick, which is updated when the profile arrives.
export function nickElement(tag, account, properties) {
  wantProfile(account);
  return make(tag, { ...properties, 'data-nick': account, text: nickOf(account) });
}

// shownName returns a name for use in a sentence; the signed-in user is "you".
export function shownName(account) {
  return account === loginInfo.identifier ? t('你') : nickOf(account);
}

export function showProfiles() {
  for (const element of document.querySelectorAll('[data-nick]')) setText(element, nickOf(element.dataset.nick));
  for (const element of document.querySelectorAll('[data-face]')) {
    if (element.dataset.shown !== avatarKey(element.dataset.face)) element.replaceWith(personAvatar(element.dataset.face));
  }
  showSessionList();
  showChatHead();
  showFriendRequests();
  showMe();
}

// refreshProfiles asks again for those in sight, once the window is looked at.
export function refreshProfiles() {
  for (const account of new Set([...document.querySelectorAll('[data-nick]')].map((element) => element.dataset.nick))) wantProfile(account);
}
