// The other script, webim.es5.js: the same program without WebAssembly. Where
// WebAssembly cannot run, webim.js has the page load it; it then finds the earlier
// webim and becomes its engine (shim.js).

// secondURL returns where the other script is: where the page says, or next to
// this one, with ".es5" before ".js" in its name.
function secondURL(page, tag, scriptURL) {
  const named = Object(page.webimConfig).es5 || (tag && tag.getAttribute('data-es5'));
  if (named) return String(named);
  const path = /^([^?#]*)(\.js(?:[?#].*)?)$/i.exec(scriptURL || '');
  return path && path[1] + '.es5' + path[2];
}

const escaped = (text) => text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');

// Attributes of the first tag that the second one does not get: integrity is of
// another file (data-es5-integrity has the second's), the handlers are called once.
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

// loadSecond loads the other script and reports whether it could: before the rest
// of the page, where document.write can still add it, or later, if insert is set.
// done is called with its URL after it has run, or when it does not arrive.
export function loadSecond(page, config, insert, done) {
  const { document } = page;
  const tag = document.currentScript;
  const url = secondURL(page, tag, config.scriptURL);
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
    // A script that another script put in may not write: nothing happens then.
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
