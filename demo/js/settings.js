// What the visitor has chosen for this browser: colours, language, and whether to
// be notified of messages. js/early.js applies colours and language before that.

import { keep, kept } from './storage.js';

const defaults = { theme: 'system', language: document.documentElement.lang === 'en' ? 'en' : 'zh', notify: false, sound: false };
export const settings = { ...defaults, ...kept('settings', {}) };

export function changeSetting(name, value) {
  settings[name] = value;
  keep('settings', settings);
  if (name === 'theme') document.documentElement.dataset.theme = value;
}

// changeLanguage loads the page again; drafts and the open conversation are kept.
export function changeLanguage(language) {
  if (language === settings.language) return;
  changeSetting('language', language);
  location.reload();
}
