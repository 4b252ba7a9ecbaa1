// Requests. Go says what to send and is told how it ended, once, unless it
// aborted. The page's fetch is looked up for each, as a page may wrap it.

// createTransport answers what Go calls; reply is bridge.js's.
export function createTransport(page, kept, reply) {
  const { requests } = kept;

  return {
    // send posts body; timeout is in ms, 0 for none.
    send(number, url, body, contentType, timeout) {
      const controller = new page.AbortController();
      const timer = timeout > 0 ? setTimeout(() => controller.abort(), timeout) : 0;
      requests.set(number, { controller, timer });
      let status = 0;
      const ended = (answer) => {
        clearTimeout(timer);
        if (requests.delete(number)) reply(number, answer === undefined && status === 200 ? 0 : status, answer);
      };
      const init = { method: 'POST', body, signal: controller.signal };
      if (contentType) init.headers = { 'Content-Type': contentType };
      // What a page's own fetch throws is a request that failed.
      new Promise((answered) => answered(page.fetch(url, init))).then((response) => {
        status = response.status;
        return status === 200 ? response.json() : undefined;
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
      request.controller.abort();
    },
  };
}
