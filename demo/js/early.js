// Runs before the page is rendered: sets its colors, its language and which skeleton it
// shows, and preloads what that view needs. This is the demo's only classic script.
//
// The language is the one chosen earlier, or else the browser's. The address may choose
// it, too: ?lang=en.
{
  const address = new URL(location.href);
  const param = address.searchParams.get('lang');
  const asked = param && (param === 'en' ? 'en' : 'zh');
  let saved = {};
  try {
    saved = JSON.parse(localStorage.getItem('webim.settings')) || {};
    if (asked) localStorage.setItem('webim.settings', JSON.stringify({ ...saved, language: asked }));
  } catch { /* the browser stores nothing */ }
  const language = asked || saved.language || (/^zh\b/i.test(navigator.language) ? 'zh' : 'en');
  document.documentElement.dataset.theme = saved.theme || 'system';
  document.documentElement.lang = language === 'en' ? 'en' : 'zh-CN';
  const start = address.searchParams.has('user') || address.searchParams.has('room') ? 'chat' : 'welcome';
  document.documentElement.dataset.start = start;
  for (const link of document.querySelectorAll('link[data-preload]')) {
    if (link.dataset.preload === start || link.dataset.preload === language) link.rel = link.as ? 'preload' : 'modulepreload';
  }
  if (asked) {
    address.searchParams.delete('lang');
    history.replaceState(null, '', address);
  }
}
