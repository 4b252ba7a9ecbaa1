// The split build's binary: webim.wasm beside the script, cached by the browser
// and compiled while it arrives. The build id in the query keeps a cache from
// pairing the script with another build's binary.

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
    // compileNow fetches again and blocks the page meanwhile; what compile() has
    // under way cannot be waited for. The charset maps byte b to U+00b or U+F7b.
    compileNow() {
      const request = new XMLHttpRequest();
      try {
        request.open('GET', url, false);
        request.overrideMimeType('text/plain; charset=x-user-defined');
        request.send();
      } catch (error) {
        throw unreachable(`${url}: ${error.message}`);
      }
      if (request.status !== 200) throw unreachable(`${url} answered ${request.status}`);
      const text = request.responseText;
      const bytes = new Uint8Array(text.length);
      for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
      return new WebAssembly.Module(bytes);
    },
    release() {
      if (controller !== null) controller.abort(); // nothing happens if it has finished
      controller = null;
    },
  };
}

function unreachable(detail) {
  return Object.assign(new Error(detail), { kind: 'unreachable', detail });
}
