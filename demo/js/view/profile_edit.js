// Edits the user's profile: nick, picture, gender, and who may add the user (guide 6.1).

import { profileOf } from '../model/names.js';
import { getProfilePortrait, profileTags, setProfiles, takeProfile } from '../model/profiles.js';
import { loginInfo } from '../model/users.js';
import { openDialog } from '../page/dialogs.js';
import { byId } from '../page/dom.js';
import { emit } from '../page/events.js';
import { countBytes, fieldError } from '../page/field_errors.js';
import { t } from '../page/i18n.js';
import { toast, toastError } from '../page/toasts.js';
import { avatar } from './avatars.js';
import { pictureField } from './picture_field.js';

const maxNickBytes = 64; // UTF-8

// openProfile fetches the profile first, since another window may have changed it.
export function openProfile() {
  const me = loginInfo.identifier;
  getProfilePortrait([me], function (resp) {
    setProfiles(resp);
    fillProfile(profileOf(me));
  }, toastError(t('没能取到我的资料')));
}

function fillProfile(profile) {
  const form = byId('profile').querySelector('form').elements;
  form.nick.value = profile.nick || '';
  const face = pictureField('profile_face', profile.face, webim.UPLOAD_PIC_BUSSINESS_TYPE.USER_HEAD, (url) =>
    avatar('person', loginInfo.identifier, form.nick.value || loginInfo.identifier, url));
  form.gender.value = profile.gender || 'Gender_Type_Unknown';
  form.allow.value = profile.allow || 'AllowType_Type_AllowAny';
  countBytes(form.nick, maxNickBytes);
  openDialog('profile', function () {
    const nick = form.nick.value.trim();
    if (new TextEncoder().encode(nick).length > maxNickBytes) {
      return fieldError(form.nick, t('昵称太长，最多 21 个汉字'));
    }
    setProfilePortrait({ nick, face: face(), gender: form.gender.value, allow: form.allow.value });
  });
}

function setProfilePortrait(wanted) {
  const before = profileOf(loginInfo.identifier);
  const items = Object.entries(profileTags)
    .filter(([, field]) => wanted[field] !== (before[field] || '') && !(field === 'gender' && !before.gender && wanted.gender === 'Gender_Type_Unknown'))
    .map(([Tag, field]) => ({ Tag, Value: wanted[field] }));
  if (!items.length) return;
  webim.setProfilePortrait({ ProfileItem: items }, function () {
    takeProfile(loginInfo.identifier, items);
    emit('profiles');
    toast(t('资料已保存'));
  }, toastError(t('没能保存资料')));
}
