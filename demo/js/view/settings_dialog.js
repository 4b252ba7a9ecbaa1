// The dialog of the settings (settings.js).

import { askForNotifications, notificationsAllowed, playSound } from '../page/alerts.js';
import { openDialog } from '../page/dialogs.js';
import { byId } from '../page/dom.js';
import { changeLanguage, changeSetting, settings } from '../page/settings.js';

function openSettings() {
  const form = byId('settings').querySelector('form');
  form.elements.theme.value = settings.theme;
  form.elements.language.value = settings.language;
  form.elements.notify.checked = settings.notify && notificationsAllowed();
  form.elements.sound.checked = settings.sound;
  openDialog('settings');
}

export function initSettings() {
  const form = byId('settings').querySelector('form');
  for (const choice of form.elements.theme) choice.onchange = () => changeSetting('theme', choice.value);
  for (const choice of form.elements.language) {
    choice.onchange = () => changeLanguage(choice.value);
  }
  form.elements.notify.onchange = (event) => askForNotifications(event.target);
  form.elements.sound.onchange = function (event) {
    changeSetting('sound', event.target.checked);
    if (event.target.checked) playSound(); // as an example; browsers also require a click before the first sound
  };
  for (const button of document.querySelectorAll('[data-settings]')) button.onclick = openSettings;
}
