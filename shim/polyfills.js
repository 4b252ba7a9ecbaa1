// Polyfills for engines as old as IE 10 and Android 4.4, in webim.es5.js only. The
// packer substitutes them for the globals of the same names and for the properties in
// shim/pack/bundle.go; the page's globals do not change. An engine's own
// implementation is used if it is complete.

// object and math refer to the engine's Object and Math, whose functions are replaced in
// this file as well.
const object = Object;
const math = Math;
const page = typeof window === 'object' ? window : {};
const isFunction = (f) => typeof f === 'function';

// encode returns a string as UTF-8. Lone surrogates become U+FFFD.
function encode(text) {
  const bytes = [];
  for (let i = 0; i < text.length; i++) {
    let c = text.charCodeAt(i);
    if (c >= 0xd800 && c < 0xe000) {
      const low = text.charCodeAt(i + 1);
      if (c < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
        c = 0x10000 + ((c - 0xd800) << 10) + low - 0xdc00;
        i++;
      } else c = 0xfffd;
    }
    if (c < 0x80) bytes.push(c);
    else if (c < 0x800) bytes.push(0xc0 | (c >> 6), 0x80 | (c & 63));
    else if (c < 0x10000) bytes.push(0xe0 | (c >> 12), 0x80 | ((c >> 6) & 63), 0x80 | (c & 63));
    else bytes.push(0xf0 | (c >> 18), 0x80 | ((c >> 12) & 63), 0x80 | ((c >> 6) & 63), 0x80 | (c & 63));
  }
  return new Uint8Array(bytes);
}

function Encoder() {
  this.encode = encode;
  this.encodeInto = (text, into) => {
    const bytes = encode(text);
    into.set(bytes);
    return { written: bytes.length };
  };
}

// Decoder decodes UTF-8. Each invalid byte becomes U+FFFD.
function Decoder() {
  let pending = []; // bytes of a character that continues in the next piece
  this.decode = (bytes, options) => {
    const all = pending.length && bytes ? pending.concat([].slice.call(bytes)) : bytes || pending;
    pending = [];
    let text = '';
    for (let i = 0; i < all.length; ) {
      const first = all[i];
      const n = first < 0x80 ? 1 : first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;
      let c = n === 1 ? first : first & (0xff >> (n + 1));
      let k = 1;
      while (k < n && (all[i + k] & 0xc0) === 0x80) c = (c << 6) | (all[i + k++] & 63);
      if (k < n && i + k >= all.length && options && options.stream) {
        pending = [].slice.call(all, i);
        break;
      }
      if (n === 0 || k < n || (n === 3 && (c < 0x800 || (c >= 0xd800 && c < 0xe000))) || (n === 4 && (c < 0x10000 || c > 0x10ffff))) {
        c = 0xfffd;
        k = 1;
      }
      if (c < 0x10000) text += String.fromCharCode(c);
      else text += String.fromCharCode(0xd800 + ((c - 0x10000) >> 10), 0xdc00 + ((c - 0x10000) & 0x3ff));
      i += k;
    }
    return text;
  };
}

const hasEncoder = isFunction(page.TextEncoder) && page.TextEncoder.prototype.encodeInto;
const TextEncoderPolyfill = hasEncoder ? page.TextEncoder : Encoder;
const TextDecoderPolyfill = isFunction(page.TextDecoder) ? page.TextDecoder : Decoder;

// The signal has the properties that a page's own fetch may use. An engine's fetch
// without support for signals ignores it; such a request ends when transport.js stops
// listening.
function Controller() {
  const listeners = [];
  this.signal = { aborted: false, addEventListener: (type, f) => listeners.push(f), removeEventListener() {} };
  this.abort = () => {
    this.signal.aborted = true;
    listeners.splice(0).forEach((f) => f());
  };
}
const AbortControllerPolyfill = isFunction(page.AbortController) ? page.AbortController : Controller;

// SmallPromise implements the part of Promise that transport.js and fetchPolyfill use.
function SmallPromise(start) {
  const waiting = [];
  let outcome = null; // [0, value] or [1, error]
  const settle = (kind) => (value) => {
    if (outcome) return;
    if (!kind && value && isFunction(value.then)) return void value.then(settle(0), settle(1));
    outcome = [kind, value];
    waiting.forEach((f) => setTimeout(f));
  };
  this.then = (ok, failed) => new SmallPromise((resolve, reject) => {
    const run = () => {
      const f = outcome[0] ? failed : ok;
      try {
        if (f) resolve(f(outcome[1]));
        else (outcome[0] ? reject : resolve)(outcome[1]);
      } catch (error) {
        reject(error);
      }
    };
    if (outcome) setTimeout(run);
    else waiting.push(run);
  });
  try {
    start(settle(0), settle(1));
  } catch (error) {
    settle(1)(error);
  }
}
const PromisePolyfill = isFunction(page.Promise) ? page.Promise : SmallPromise;

// fetchPolyfill implements the part of fetch that transport.js uses.
function fetchPolyfill(url, init) {
  return new PromisePolyfill((ok, failed) => {
    const request = new XMLHttpRequest();
    request.open(init.method, url);
    for (const name of Object.keys(init.headers || {})) request.setRequestHeader(name, init.headers[name]);
    request.onload = () => ok({ status: request.status, json: () => JSON.parse(request.responseText) });
    request.onerror = request.onabort = () => failed(new Error('network'));
    if (init.signal) init.signal.addEventListener('abort', () => request.abort());
    request.send(init.body);
  });
}

// SmallMap implements Map, for small tables.
function SmallMap() {
  const keys = [];
  const values = [];
  this.size = 0;
  this.has = (key) => keys.indexOf(key) >= 0;
  this.get = (key) => values[keys.indexOf(key)];
  this.set = (key, value) => {
    const at = keys.indexOf(key);
    if (at >= 0) values[at] = value;
    else this.size = keys.push(key) && values.push(value);
  };
  this.delete = (key) => {
    const at = keys.indexOf(key);
    if (at < 0) return false;
    keys.splice(at, 1);
    values.splice(at, 1);
    this.size--;
    return true;
  };
  this.forEach = (f) => values.forEach((value, i) => f(value, keys[i]));
}
const MapPolyfill = isFunction(page.Map) && page.Map.prototype.forEach ? page.Map : SmallMap;

// Link implements URL by a link of the document. Unlike URL, it accepts any text.
function Link(url) {
  const link = page.document.createElement('a');
  link.href = url;
  link.href = link.href; // IE splits absolute URLs only
  this.protocol = link.protocol;
  this.origin = link.protocol + '//' + link.host.replace(link.protocol === 'https:' ? /:443$/ : /:80$/, '');
  this.pathname = link.pathname.replace(/^\/?/, '/'); // IE omits the slash
  this.search = link.search;
  this.hash = link.hash;
  this.username = /^[^/]*\/\/[^/]*@/.test(url);
}
const URLPolyfill = isFunction(page.URL) && page.URL.prototype && 'origin' in page.URL.prototype ? page.URL : Link;

const cryptoPolyfill = page.crypto || page.msCrypto || {
  getRandomValues(words) {
    for (let i = 0; i < words.length; i++) words[i] = Math.random() * 0x100000000;
    return words;
  },
};

const { performance } = page;
const performancePolyfill = performance && performance.now ? performance : Date;

export const assign = object.assign || ((target, ...sources) => {
  for (const source of sources) for (const key of Object.keys(Object(source))) target[key] = source[key];
  return target;
});

// Functions of Math and of typed arrays, for the translated program.
export const trunc = math.trunc || ((x) => (x < 0 ? Math.ceil(x) : Math.floor(x)));
export const imul = math.imul || ((a, b) => ((a & 0xffff) * (b & 0xffff) + ((((a >>> 16) * (b & 0xffff) + (a & 0xffff) * (b >>> 16)) << 16) >>> 0)) | 0);
export const clz32 = math.clz32 || ((x) => {
  let n = 32;
  for (x >>>= 0; x; x >>>= 1) n--;
  return n;
});
export function copyBytes(bytes, to, from, end) {
  if (bytes.copyWithin) bytes.copyWithin(to, from, end);
  else bytes.set(bytes.subarray(from, end), to);
}
export function fillBytes(bytes, value, from, to) {
  if (bytes.fill) bytes.fill(value, from, to);
  else while (from < to) bytes[from++] = value;
}

export {
  TextEncoderPolyfill as TextEncoder, TextDecoderPolyfill as TextDecoder, AbortControllerPolyfill as AbortController, fetchPolyfill as fetch,
  PromisePolyfill as Promise, MapPolyfill as Map, URLPolyfill as URL, cryptoPolyfill as crypto,
  performancePolyfill as performance,
};
