// Requests. Go says what to send and is told how it ended, once, unless it
// aborted. The page's fetch is looked up for each, as a page may wrap it.

// createTransport answers what Go calls; reply is bridge.js's.
export function createTransport(handles, reply) {
  const { requests } = handles;
  const json = typeof Response === 'function' && Response.prototype.json;

  return {
    // send posts body; timeout is in ms, 0 for none.
    send(number, url, body, contentType, timeout) {
      const controller = new AbortController();
      const request = { timer: 0, end: () => controller.abort() };
      let status = 0;
      const ended = (answer) => {
        clearTimeout(request.timer);
        if (requests.delete(number)) reply(number, answer === undefined && status === 200 ? 0 : status, answer);
      };
      const lost = () => {
        status = 0;
        ended(undefined);
      };
      // Not every engine ends a request that is aborted.
      if (timeout > 0) {
        request.timer = setTimeout(() => {
          request.end();
          lost();
        }, timeout);
      }
      requests.set(number, request);
      const init = { method: 'POST', body, signal: controller.signal };
      if (contentType) init.headers = { 'Content-Type': contentType };
      // What a page's own fetch throws is a request that failed.
      new Promise((answered) => answered(window.fetch ? window.fetch(url, init) : fetch(url, init))).then((response) => {
        status = response.status;
        if (status !== 200) return undefined;
        // A page may answer by something of its own making, or change what it says.
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

// parsed answers what a body says. From here on the request ends by nobody reading
// on: an abort would also break what the page reads, whose fetch may keep a clone
// of every response.
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
