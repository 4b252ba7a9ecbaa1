// What Go knows by number. Go holds nothing of JavaScript's: whatever lives
// longer than the call that brought it is kept here, and let go of when Go says,
// or when what it is for is over.

// createKept answers the tables; every entry has an end.
export function createKept() {
  let last = 0;
  return {
    calls: new Map(), // {ok, err, extra}: until one of the two is called, or none will be
    requests: new Map(), // {timer, end}: until the answer, or aborted
    answers: new Map(), // while the request's end is being handled
    batches: new Map(), // messages of an answer: until Go has handed them out
    timers: new Map(), // until they are due, or cancelled
    lists: [], // arrays of records, numbered from 1: until what brought them has been handled
    // number keeps a call of the page under a number that was not used before.
    number(ok, err, extra) {
      if (!ok && !err && extra === undefined) return 0;
      this.calls.set(++last, { ok, err, extra });
      return last;
    },
    size() {
      const { calls, requests, answers, batches, timers, lists } = this;
      return { calls: calls.size, requests: requests.size, answers: answers.size, batches: batches.size, timers: timers.size, lists: lists.length };
    },
  };
}
