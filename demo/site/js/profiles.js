// Nicks and pictures of accounts. What the SDK hands out are account names; the
// nick belongs to the profile and is asked for once (guide 6.2).

const profiles = new Map(); // account -> {nick, face}
const wantedProfiles = new Set();
const profilesAtOnce = 100; // the most that one call takes

function nickOf(account) {
  const profile = profiles.get(account);
  return (profile && profile.nick) || account;
}

function faceOf(account) {
  const profile = profiles.get(account);
  return profile && profile.face;
}

function learnProfile(account, nick, face) {
  const known = profiles.get(account) || {};
  profiles.set(account, { nick: nick || known.nick, face: face || known.face });
}

// wantProfile asks for a profile soon, together with others wanted meanwhile.
function wantProfile(account) {
  if (!account || profiles.has(account) || account.startsWith('@')) return;
  if (wantedProfiles.size === 0) setTimeout(askProfiles, 50);
  wantedProfiles.add(account);
}

function askProfiles() {
  const accounts = [...wantedProfiles].slice(0, profilesAtOnce);
  wantedProfiles.clear();
  // An account that has no profile is not asked for again and again.
  for (const account of accounts) learnProfile(account);
  const options = {
    From_Account: loginInfo.identifier,
    To_Account: accounts,
    LastStandardSequence: 0,
    TagList: ['Tag_Profile_IM_Nick', 'Tag_Profile_IM_Image'],
  };
  // A single unknown account makes a failure of the whole answer, but the
  // others are in it all the same.
  webim.getProfilePortrait(options, takeProfiles, takeProfiles);
}

function takeProfiles(resp) {
  for (const item of (resp && resp.UserProfileItem) || []) takeProfile(item.To_Account, item.ProfileItem);
  showProfiles();
}

function takeProfile(account, tags) {
  const values = {};
  for (const { Tag, Value, ValueBytes } of tags || []) values[Tag] = Value === undefined ? ValueBytes : Value;
  learnProfile(account, values.Tag_Profile_IM_Nick, values.Tag_Profile_IM_Image);
}

// onProfileChanged hears that a friend, or I in another window, changed the profile (1.7).
function onProfileChanged(notify) {
  takeProfile(notify.Profile_Account, notify.ProfileList);
  showProfiles();
}

// nickElement shows a nick, and goes on showing it when it becomes known.
function nickElement(tag, account, properties) {
  wantProfile(account);
  return make(tag, { ...properties, 'data-nick': account, text: nickOf(account) });
}

function showProfiles() {
  for (const element of document.querySelectorAll('[data-nick]')) element.textContent = nickOf(element.dataset.nick);
  for (const element of document.querySelectorAll('[data-face]')) element.replaceWith(personAvatar(element.dataset.face));
  showSessionList();
  showChatHead();
}
