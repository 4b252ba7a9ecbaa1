// Requests. Go says what to send and is told how it ended, once, unless it
// aborted. The page's fetch is looked up for each, as a page may wrap it.

// createTransport answers what Go calls; reply is bridge.js's.
export function createTransport(page, handles, reply) {
  const { requests } = handles;
  const { json } = page.Response.prototype;

  return {
    // send posts body; timeout is in ms, 0 for none.
    send(number, url, body, contentType, timeout) {
      const controller = new page.AbortController();
      const request = { timer: 0, end: () => controller.abort() };
      if (timeout > 0) request.timer = setTimeout(() => request.end(), timeout);
      requests.set(number, request);
      let status = 0;
      const ended = (answer) => {
        clearTimeout(request.timer);
        if (requests.delete(number)) reply(number, answer === undefined && status === 200 ? 0 : status, answer);
      };
      const init = { method: 'POST', body, signal: controller.signal };
      if (contentType) init.headers = { 'Content-Type': contentType };
      // What a page's own fetch throws is a request that failed.
      new Promise((answered) => answered(page.fetch(url, init))).then((response) => {
        status = response.status;
        if (status !== 200) return undefined;
        // A page may answer by something of its own making, or change what it says.
        return response.body && response.json === json ? parsed(response.body, request) : response.json();
      }).then(ended, () => {
        status = 0;
        ended(undefined);
      });
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
async function parsed(body, request) {
  const reader = body.getReader();
  request.end = () => reader.cancel().catch(() => {});
  const utf8 = new TextDecoder();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return JSON.parse(text + utf8.decode());
    text += utf8.decode(value, { stream: true });
  }
}
