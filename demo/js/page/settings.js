// The settings of this browser: colors, language, notifications and sound. early.js
// applies colors and language before the page is rendered.

import { save, saved } from './storage.js';

const defaults = { theme: 'system', language: document.documentElement.lang === 'en' ? 'en' : 'zh', notify: false, sound: false };
export const settings = { ...defaults, ...saved('settings', {}) };

export function changeSetting(name, value) {
  settings[name] = value;
  save('settings', settings);
  if (name === 'theme') document.documentElement.dataset.theme = value;
}

// changeLanguage reloads the page; drafts and the open conversation are kept.
export function changeLanguage(language) {
  if (language === settings.language) return;
  changeSetting('language', language);
  location.reload();
}
