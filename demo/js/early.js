// Runs before the page is rendered, to set its colours and language. This is the only
// classic script of the demo.
//
// The language is the one chosen here before, else the browser's. An address may
// choose as well: ?lang=en.
{
  const address = new URL(location.href);
  const asked = address.searchParams.get('lang');
  let kept = {};
  try {
    kept = JSON.parse(localStorage.getItem('webim.settings')) || {};
    if (asked) localStorage.setItem('webim.settings', JSON.stringify({ ...kept, language: asked === 'en' ? 'en' : 'zh' }));
  } catch { /* nothing can be kept */ }
  const language = asked || kept.language || (/^zh\b/i.test(navigator.language) ? 'zh' : 'en');
  document.documentElement.dataset.theme = kept.theme || 'system';
  document.documentElement.lang = language === 'en' ? 'en' : 'zh-CN';
  if (asked) {
    address.searchParams.delete('lang');
    history.replaceState(null, '', address);
  }
}
