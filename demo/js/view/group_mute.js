// Mutes a member of a group for some time (guide 9.5).

import { forbidSendMsg } from '../model/member_actions.js';
import { nickOf } from '../model/names.js';
import { openDialog } from '../page/dialogs.js';
import { byId } from '../page/dom.js';
import { fieldError } from '../page/field_errors.js';
import { t } from '../page/i18n.js';

const maxMuteSeconds = 31536000; // a year

export function openMute(group, account) {
  const form = byId('mute').querySelector('form').elements;
  byId('mute_text').textContent = t('「{name}」在这段时间内不能在群里发言。', { name: nickOf(account) });
  form.mute_time.value = '600';
  byId('mute_minutes').value = '30';
  showMuteMinutes();
  openDialog('mute', function () {
    const seconds = form.mute_time.value === 'other' ? Math.round(Number(byId('mute_minutes').value) * 60) : Number(form.mute_time.value);
    if (!(seconds > 0 && seconds <= maxMuteSeconds)) {
      return fieldError(byId('mute_minutes'), t('请填写 1 到 525600 之间的分钟数'));
    }
    forbidSendMsg(group, account, seconds);
    return true;
  });
}

function showMuteMinutes() {
  byId('mute_other').hidden = byId('mute').querySelector('form').elements.mute_time.value !== 'other';
}

export function initMute() {
  for (const choice of byId('mute').querySelectorAll('[name="mute_time"]')) choice.onchange = showMuteMinutes;
}
