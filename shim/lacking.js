// Polyfills for old engines, in webim.es5.js only: the packer substitutes these for
// the globals of the same names. A complete implementation of the engine is used.

const page = typeof window === 'object' ? window : {};

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

class Encoder {
  encode(text) {
    return encode(text);
  }
  encodeInto(text, into) {
    const bytes = encode(text);
    into.set(bytes);
    return { written: bytes.length };
  }
}

// Decoder decodes UTF-8. Each invalid byte becomes U+FFFD.
class Decoder {
  constructor() {
    this.rest = []; // bytes of a character that continues in the next piece
  }
  decode(bytes, options) {
    const all = this.rest.length && bytes ? this.rest.concat(Array.prototype.slice.call(bytes)) : bytes || this.rest;
    this.rest = [];
    let text = '';
    for (let i = 0; i < all.length; ) {
      const first = all[i];
      const n = first < 0x80 ? 1 : first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;
      let c = n === 1 ? first : first & (0xff >> (n + 1));
      let k = 1;
      while (k < n && (all[i + k] & 0xc0) === 0x80) c = (c << 6) | (all[i + k++] & 63);
      if (k < n && i + k >= all.length && options && options.stream) {
        this.rest = Array.prototype.slice.call(all, i);
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
  }
}

const hasCodec = typeof page.TextEncoder === 'function' && page.TextEncoder.prototype.encodeInto;
const TextEncoderHere = hasCodec ? page.TextEncoder : Encoder;
const TextDecoderHere = typeof page.TextDecoder === 'function' ? page.TextDecoder : Decoder;

// The signal has what a page's own fetch may use. An engine's fetch without support
// for signals ignores it; such a request ends when transport.js stops listening.
class Controller {
  constructor() {
    const heard = [];
    this.signal = { aborted: false, addEventListener: (type, f) => heard.push(f), removeEventListener() {} };
    this.abort = () => {
      this.signal.aborted = true;
      heard.splice(0).forEach((f) => f());
    };
  }
}
const AbortControllerHere = typeof page.AbortController === 'function' ? page.AbortController : Controller;

// fetchHere implements the part of fetch that transport.js uses.
function fetchHere(url, init) {
  return new Promise((ok, failed) => {
    const request = new XMLHttpRequest();
    request.open(init.method, url);
    for (const name of Object.keys(init.headers || {})) request.setRequestHeader(name, init.headers[name]);
    request.onload = () => ok({ status: request.status, json: () => JSON.parse(request.responseText) });
    request.onerror = request.onabort = () => failed(new Error('network'));
    if (init.signal) init.signal.addEventListener('abort', () => request.abort());
    request.send(init.body);
  });
}

export { TextEncoderHere as TextEncoder, TextDecoderHere as TextDecoder, AbortControllerHere as AbortController, fetchHere as fetch };
