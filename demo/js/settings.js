// What the visitor has chosen for this browser: colours, language, and whether
// to be told of messages. This script stands in the head, so that the page has
// its colours and its language before anything of it shows.

const settings = { theme: 'system', language: 'zh', notify: false, sound: false, ...kept('settings', {}) };

function applyTheme() {
  document.documentElement.dataset.theme = settings.theme;
}

function changeSetting(name, value) {
  settings[name] = value;
  keep('settings', settings);
  if (name === 'theme') applyTheme();
}

applyTheme();
document.documentElement.lang = settings.language === 'en' ? 'en' : 'zh-CN';
