// The split build's binary: webim.wasm beside the script, cached by the browser
// and compiled while it arrives. The build id in the query keeps a cache from
// pairing the script with another build's binary.

// A synchronous request answers text only. This charset gives each byte a
// character of its own, and browsers decode it twice as fast as x-user-defined.
const CHARSET = 'windows-1252';

// createSource answers the source of createLoader; see there.
export function createSource({ scriptURL, wasmURL }, buildID) {
  const url = wasmURL || new URL('webim.wasm?build=' + buildID, scriptURL || document.baseURI).href;
  let controller = null;

  return {
    async compile() {
      controller = new AbortController();
      const response = await fetch(url, { credentials: 'same-origin', signal: controller.signal });
      if (!response.ok) throw unreachable(`${url} answered ${response.status}`);
      // Browsers compile a stream only if it says application/wasm.
      const type = response.headers.get('Content-Type') || '';
      return /^application\/wasm($|;)/i.test(type)
        ? WebAssembly.compileStreaming(response)
        : WebAssembly.compile(await response.arrayBuffer());
    },
    // compileNow fetches again and blocks the page meanwhile: what compile() has
    // under way cannot be waited for, though the browser's cache may share it.
    compileNow() {
      const request = new XMLHttpRequest();
      try {
        request.open('GET', url, false);
        request.overrideMimeType('text/plain; charset=' + CHARSET);
        request.send();
      } catch (error) {
        throw unreachable(`${url}: ${error.message}`);
      }
      if (request.status !== 200) throw unreachable(`${url} answered ${request.status}`);
      return new WebAssembly.Module(toBytes(request.responseText));
    },
    release() {
      if (controller !== null) controller.abort(); // nothing happens if it has finished
      controller = null;
    },
  };
}

function toBytes(text) {
  const every = new TextDecoder(CHARSET).decode(Uint8Array.from({ length: 256 }, (_, i) => i));
  const table = new Uint8Array(0x2200); // the charset's highest character is U+2122
  for (let i = 0; i < 256; i++) table[every.charCodeAt(i)] = i;
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = table[text.charCodeAt(i)];
  return bytes;
}

function unreachable(detail) {
  return Object.assign(new Error(detail), { kind: 'unreachable', detail });
}
