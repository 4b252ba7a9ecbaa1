// This module loads the second script, webim.es5.js, which is the same program without
// WebAssembly. Where WebAssembly cannot run, webim.js loads it; the second script then
// becomes the engine of the existing webim (shim.js).
import { runningScript } from './config.js';

// secondURL returns the URL of the second script: the one that the page has set, or
// this script's with ".es5" before ".js".
function secondURL(page, tag, scriptURL) {
  const named = Object(page.webimConfig).es5 || (tag && tag.getAttribute('data-es5'));
  if (named) return String(named);
  const path = /^([^?#]*)(\.js(?:[?#].*)?)$/i.exec(scriptURL || '');
  return path && path[1] + '.es5' + path[2];
}

const escaped = (text) => text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');

// Attributes of the first tag that are not copied to the second: integrity belongs to
// the first file (data-es5-integrity is the second's), and handlers are called once.
const OWN = /^(?:src|id|integrity|onload|onerror|async|defer|type|nomodule)$/i;

function attributes(tag, url) {
  const list = [['src', url]];
  for (let i = 0; tag && i < tag.attributes.length; i++) {
    const { name, value } = tag.attributes[i];
    if (name === 'data-es5-integrity') list.push(['integrity', value]);
    else if (name === 'nonce') list.push([name, tag.nonce || value]); // browsers hide the attribute's value
    else if (!OWN.test(name)) list.push([name, value]);
  }
  return list;
}

// loadSecond loads the second script: by document.write, so that it runs before the
// rest of the page, or by inserting a tag if insert is set. It reports whether that is
// possible. done is called with the script's URL after it has run or failed to load.
export function loadSecond(page, scriptURL, insert, done) {
  const { document } = page;
  const tag = runningScript(page);
  const url = secondURL(page, tag, scriptURL);
  if (!url) return false;
  const list = attributes(tag, url);
  const watch = (script) => {
    for (const event of ['load', 'error']) script.addEventListener(event, () => done(url));
  };
  if (tag && tag.src && !tag.async && !tag.defer && document.readyState === 'loading') {
    const before = document.scripts.length;
    try {
      document.write('<script ' + list.map(([name, value]) => `${name}="${escaped(value)}"`).join(' ') + '><\/script>');
    } catch (e) { /* an XML document, or trusted types */ }
    // document.write is a no-op in a script that another script has inserted.
    if (document.scripts.length > before) {
      watch(tag.nextElementSibling);
      return true;
    }
  }
  if (!insert) return false;
  const script = document.createElement('script');
  watch(script);
  for (const [name, value] of list) script.setAttribute(name, value);
  (document.head || document.documentElement).appendChild(script);
  return true;
}
