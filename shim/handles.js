// Handle tables: JavaScript values that Go refers to by number. Go itself holds no
// JavaScript value, because TinyGo has no finalizers. An entry is released by Go, or
// when the operation it belongs to ends.

// createHandles returns the tables. The comment of each table says when its entries are
// released.
export function createHandles() {
  let last = 0;
  return {
    calls: new Map(), // {ok, err, extra}: until the call ends
    requests: new Map(), // {timer, end}: until the response or abort
    replies: new Map(), // parsed responses: while Go handles the request's end
    batches: new Map(), // messages of a response: until Go releases them
    timers: new Map(), // until they fire or are cancelled
    lists: [], // arrays of records, numbered from 1: until the outermost call of Go returns
    // number stores a call of the page and returns its new number, 0 if there is
    // nothing to store.
    number(ok, err, extra) {
      if (!ok && !err && extra === undefined) return 0;
      this.calls.set(++last, { ok, err, extra });
      return last;
    },
    size() {
      const { calls, requests, replies, batches, timers, lists } = this;
      return { calls: calls.size, requests: requests.size, replies: replies.size, batches: batches.size, timers: timers.size, lists: lists.length };
    },
  };
}
