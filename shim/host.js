// The functions that Go calls. Go's global object holds nothing else. Arguments and
// results are numbers, booleans and strings.
import { createReduce } from './batch.js';
import { toText } from './json.js';
import { PREFIX } from './log.js';

// createHost returns the functions except those of store.js and transport.js.
export function createHost(webim, sdk) {
  const { handles } = sdk;
  const list = (number) => handles.lists[number - 1];
  const extra = (number) => (handles.calls.get(number) || {}).extra;

  // read decodes an argument by its letter (see arguments in jsbridge/host.go).
  const read = {
    a: (next) => handles.replies.get(next()),
    j: (next) => JSON.parse(next()),
    r: (next) => list(next()),
    w: (next) => list(next()).map((msg) => ({ msg })),
    o(next) {
      const object = JSON.parse(next());
      const key = next();
      object[key] = list(next());
      return object;
    },
    d: (next) => Object.assign(JSON.parse(next()), { maps: webim.Resources.downloadMap }),
  };
  function args(kinds, values) {
    let at = 0;
    return kinds.split('').map((kind) => read[kind](() => values[at++]));
  }

  return {
    server: () => sdk.config.server || '',
    version: () => sdk.config.version || '',
    now: () => Math.round(Date.now() / 1000),
    parseNumber: Number,
    printNumber: String,
    random: () => crypto.getRandomValues(new Uint32Array(1))[0],
    log(level, text) {
      webim.Log[level](PREFIX + text);
    },
    after(number, ms) {
      handles.timers.set(number, setTimeout(() => {
        handles.timers.delete(number);
        sdk.bridge.timer(number);
      }, ms));
    },
    cancel(number) {
      clearTimeout(handles.timers.get(number));
      handles.timers.delete(number);
    },

    // settle ends a call in one of its callbacks.
    settle(number, ok, kinds, ...values) {
      const call = handles.calls.get(number);
      if (!call) return;
      handles.calls.delete(number);
      invoke(ok ? call.ok : call.err, undefined, args(kinds, values));
    },
    drop(number) {
      handles.calls.delete(number);
    },
    // notify calls a listener, or the function under key in a listener table, and
    // reports whether it exists.
    notify(name, key, kinds, ...values) {
      const l = sdk.listeners && sdk.listeners[name];
      const fn = key && l ? l[key] : l;
      if (typeof fn !== 'function') return false;
      invoke(fn, key ? l : sdk.listeners, args(kinds, values));
      return true;
    },

    text: (number) => toText(handles.replies.get(number)),
    reduce: createReduce(sdk),
    raw: (number, i) => toText(handles.batches.get(number)[i]),
    release(number) {
      handles.batches.delete(number);
    },

    useDialect: sdk.useDialect,
    downloads(known) {
      sdk.hasTicket = known;
    },
    setDownload: (uuid, text) => void sdk.setDownload(uuid, JSON.parse(text)),
    setURL(number, url) {
      const element = extra(number);
      if (element) element.downUrl = url;
    },
    setTime(number, time) {
      const record = extra(number);
      if (record) record.time = time;
    },
    visible: () => document.visibilityState !== 'hidden',
    nextSeq: (account) => sdk.nextSeq(account),

    digest(number, md5) {
      const upload = extra(number);
      if (upload) upload.digest(md5);
    },
    progress(number, loaded, total) {
      const upload = extra(number);
      if (upload) invoke(upload.progress, undefined, [loaded, total]);
    },
    // read reads a piece of an upload's file.
    read(number, piece, from, to) {
      const upload = extra(number);
      const failed = (error) => sdk.bridge.read(piece, null, String((error && error.message) || upload.file.name));
      try {
        const reader = new FileReader();
        reader.onload = () => sdk.bridge.read(piece, new Uint8Array(reader.result));
        reader.onerror = () => failed(reader.error);
        reader.readAsArrayBuffer(upload.file.slice(from, to));
      } catch (error) {
        setTimeout(() => failed(error)); // not reentrant: Go is calling this function
      }
    },
  };
}

// invoke calls fn if it is a function. Exceptions are reported and not propagated.
export function invoke(fn, self, args) {
  if (typeof fn !== 'function') return;
  try {
    fn.apply(self, args);
  } catch (error) {
    reportThrown(error);
  }
}

// reportThrown reports an exception of a page's function like an uncaught one, so that
// window.onerror receives it.
export function reportThrown(error) {
  if (typeof reportError === 'function') reportError(error);
  else {
    setTimeout(() => {
      throw error;
    });
  }
}
