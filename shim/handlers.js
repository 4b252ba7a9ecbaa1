// listenInstead replaces the inline handlers of toHtml() by two listeners on the
// document, for pages whose Content-Security-Policy forbids inline handlers. Their HTML has data-webim
// attributes instead (webim/html.go).
export function listenInstead(webim) {
  const marked = (event) => (event.target instanceof Element && event.target.closest('[data-webim]')) || null;
  document.addEventListener('click', (event) => {
    const at = marked(event);
    if (!at) return;
    if (at.dataset.webim === 'image') window.imageClick(at);
    if (at.dataset.webim === 'file') {
      event.preventDefault(); // the link's URL is "#"
      webim.onDownFile(at.dataset.uuid);
    }
  });
  // Media events do not bubble, but can be captured.
  document.addEventListener('play', (event) => {
    const at = marked(event);
    if (at && at.dataset.webim === 'sound') window.onChangePlayAudio(at);
  }, true);
}
