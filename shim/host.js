// What Go calls. Everything that crosses from Go to the page goes through
// invoke, in one place, where what the page throws is caught and reported.
import { createDigest } from './batch.js';

// fillHost adds the functions to host, the object Go knows.
export function fillHost(host, webim, sdk) {
  // Arguments come with a letter each that says how to read them.
  const read = {
    v: (value) => value, // a value of the page's own
    j: (text) => JSON.parse(text),
    w: (records) => records.map((msg) => ({ msg })),
    o: ([text, name, records]) => ({ ...JSON.parse(text), [name]: records }),
    d: (text) => ({ ...JSON.parse(text), maps: webim.Resources.downloadMap }),
  };

  Object.assign(host, {
    // invoke calls a function of the page.
    invoke(fn, self, kinds, ...values) {
      if (typeof fn !== 'function') return;
      try {
        fn.apply(self, values.map((value, i) => read[kinds[i]](value)));
      } catch (error) {
        reportThrown(error);
      }
    },
    // notify calls a listener, or the function under key in a table of them,
    // and answers whether there is one.
    notify(name, key, kinds, ...values) {
      const l = sdk.listeners && sdk.listeners[name];
      const fn = key && l ? l[key] : l;
      if (typeof fn !== 'function') return false;
      host.invoke(fn, key ? l : sdk.listeners, kinds, ...values);
      return true;
    },
    digest: createDigest(sdk),
    raw: (batch, i) => JSON.stringify(batch.items[i]),
    text: (answer) => JSON.stringify(answer),
    useDialect: sdk.useDialect,
    downloads(known) {
      sdk.hasTicket = known;
    },
    setDownload: (uuid, text) => sdk.setDownload(uuid, JSON.parse(text)),
    setURL(element, url) {
      element.downUrl = url;
    },
    nextSeq: (account) => sdk.nextSeq(account),
    now: () => Math.round(Date.now() / 1000),
    log(level, text) {
      webim.Log[level](text);
    },
    // read answers a piece of a File as bytes.
    read: (file, from, to) => file.slice(from, to).arrayBuffer().then((buffer) => new Uint8Array(buffer)),
    server: sdk.config.server || '',
    version: sdk.config.version || '',
  });
}

// reportThrown shows what a page's function threw as the browser shows what is
// thrown nowhere in particular, so that window.onerror hears it too.
export function reportThrown(error) {
  if (typeof reportError === 'function') reportError(error);
  else console.error(error);
}
