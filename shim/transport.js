// Requests of Go. Go receives the outcome of a request once, unless it aborts it.
// The page's fetch is looked up for each request, since a page may wrap it.

// Long polls, which the server holds until there are events.
const POLL = /\/(longpolling|get_msg)\?/;

// createTransport returns the functions for Go; reply is that of bridge.js.
export function createTransport(handles, reply, config) {
  const { requests } = handles;
  const json = typeof Response === 'function' && Response.prototype.json;

  return {
    // send posts body; timeout is in ms, 0 for none.
    send(number, url, body, contentType, timeout) {
      const controller = new AbortController();
      const request = { timer: 0, end: () => controller.abort() };
      let status = 0;
      const ended = (data) => {
        clearTimeout(request.timer);
        if (requests.delete(number)) reply(number, data === undefined && status === 200 ? 0 : status, data);
      };
      const lost = () => {
        status = 0;
        ended(undefined);
      };
      // Not every engine ends an aborted request.
      if (timeout > 0) {
        request.timer = setTimeout(() => {
          request.end();
          lost();
        }, timeout);
      }
      requests.set(number, request);
      const init = { method: 'POST', body, signal: controller.signal };
      // Over HTTP/1.1 all polls of a browser share six connections. A configured server
      // identifies them by the browser's id; other requests go before queued polls.
      if (POLL.test(url) && url.indexOf(config.server + '/') === 0) {
        url += browserID();
        init.priority = 'low';
      }
      if (contentType) init.headers = { 'Content-Type': contentType };
      // An exception of a page's own fetch fails the request.
      new Promise((resolve) => resolve(window.fetch ? window.fetch(url, init) : fetch(url, init))).then((response) => {
        status = response.status;
        if (status !== 200) return undefined;
        // A page's own fetch may return another object, or override json.
        return response.body && response.json === json ? parsed(response.body, request) : response.json();
      }).then(ended, lost);
    },
    abort(number) {
      const request = requests.get(number);
      if (!request) return;
      requests.delete(number);
      clearTimeout(request.timer);
      request.end();
    },
  };
}

// browserID returns the query parameter that identifies the browser, which all pages
// of an origin share. It is empty if the browser denies storage.
function browserID() {
  try {
    const id = localStorage.webimBrowser || (localStorage.webimBrowser = Math.random().toString(36).slice(2));
    return '&browser=' + encodeURIComponent(id);
  } catch (e) {
    return '';
  }
}

// parsed returns the parsed body. While it reads, the request is ended by not reading
// further: an abort would also break a clone of the response that the page's fetch may
// have kept.
function parsed(body, request) {
  const reader = body.getReader();
  request.end = () => reader.cancel().catch(() => {});
  const utf8 = new TextDecoder();
  let text = '';
  const next = ({ done, value }) => {
    if (done) return JSON.parse(text + utf8.decode());
    text += utf8.decode(value, { stream: true });
    return reader.read().then(next);
  };
  return reader.read().then(next);
}
