// The way into Go: one function for each thing that happens. jsbridge/exports.go
// is the other end.

import { AnswerIsObject, AnswerIsOK, CallHasErr, CallHasOK } from 'webim:border';

const SHORT = 1024; // characters; what is longer is measured before Go makes room for it

const encoder = new TextEncoder();

// createBridge:
//   handles  the tables of handles.js
//   running  answers the running program, see loader.js
//   text     reads a text of so many code units that Go has left
//   endCalls ends every call in flight, for a reason
export function createBridge(handles, running, text, endCalls) {
  // write puts a text where Go's next entry takes it, and answers its bytes.
  function write(go, text) {
    if (text.length <= SHORT) {
      const at = go.exports.webim_buffer(text.length * 3);
      return encoder.encodeInto(text, go.bytes(at, text.length * 3)).written;
    }
    return writeBytes(go, encoder.encode(text));
  }

  function writeBytes(go, bytes) {
    const at = go.exports.webim_buffer(bytes.length);
    go.bytes(at, bytes.length).set(bytes);
    return bytes.length;
  }

  let level = 0; // how many entries are under way, one inside the other

  // enter runs f, which enters Go. After a panic Go is told to end what it was
  // about, and lost is told if it had not begun with it. The records made
  // meanwhile are nobody's afterwards.
  function enter(f, lost = () => {}) {
    const go = running();
    if (!go) return undefined;
    const lists = handles.lists.length;
    const own = level++;
    try {
      return go.guard(f, (why) => {
        let begun;
        try {
          begun = go.exports.webim_broken(own, write(go, why));
        } finally { // a second panic leaves no way to tell which calls Go still ends
          if (begun === undefined) endCalls(why);
          else if (!begun) lost(why);
        }
      });
    } finally {
      level = own;
      handles.lists.length = lists;
    }
  }

  return {
    // call answers what the page's function returns, as JSON text or undefined.
    call(number, ok, err, data, lost) {
      const has = (ok ? CallHasOK : 0) | (err ? CallHasErr : 0);
      return enter((go) => {
        const length = go.exports.webim_call(number, has, write(go, data));
        return length < 0 ? undefined : text(length);
      }, lost);
    },
    // reply ends a request. answer is the parsed body, if there is one.
    reply(number, status, answer) {
      const isObject = typeof answer === 'object' && answer !== null;
      if (isObject) handles.answers.set(number, answer);
      enter((go) => go.exports.webim_reply(number, status, isObject ? AnswerIsObject | (answer.ActionStatus === 'OK' ? AnswerIsOK : 0) : 0));
      handles.answers.delete(number);
    },
    timer: (number) => enter((go) => go.exports.webim_timer(number)),
    // read hands over a piece of a file, or the reason why there is none.
    read: (number, bytes, reason) => enter((go) => {
      if (bytes) go.exports.webim_read(number, writeBytes(go, bytes), 0);
      else go.exports.webim_read(number, write(go, reason), 1);
    }),
    stop: (number) => enter((go) => go.exports.webim_stop(number)),
  };
}
