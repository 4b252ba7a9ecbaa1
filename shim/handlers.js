// What the inline handlers of toHtml() do, done by two listeners on the document
// for pages whose Content-Security-Policy forbids inline handlers. Their HTML
// has marks in place of handlers (webim/html.go).
export function listenInstead(webim) {
  const marked = (event) => (event.target instanceof Element && event.target.closest('[data-webim]')) || null;
  document.addEventListener('click', (event) => {
    const at = marked(event);
    if (!at) return;
    if (at.dataset.webim === 'image') window.imageClick(at);
    if (at.dataset.webim === 'file') {
      event.preventDefault(); // the link leads to "#"
      webim.onDownFile(at.dataset.uuid);
    }
  });
  // Media events do not rise, but they come down.
  document.addEventListener('play', (event) => {
    const at = marked(event);
    if (at && at.dataset.webim === 'sound') window.onChangePlayAudio(at);
  }, true);
}
