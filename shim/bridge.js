// Calls into Go: one function per kind of event. The exports are in
// jsbridge/exports.go.

import { ResponseIsObject, ResponseIsOK, CallHasErr, CallHasOK } from 'webim:border';

const SHORT = 1024; // characters; longer strings are measured before Go allocates the buffer

// createBridge:
//   handles  the tables of handles.js
//   running  returns the running program; see loader.js
//   text     reads a string of n code units that Go returned
//   endCalls ends every call in flight in an error
export function createBridge(handles, running, text, endCalls) {
  const encoder = new TextEncoder();

  // write writes a string to Go's buffer for the next call and returns its size.
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

  let level = 0; // depth of nested calls into Go

  // enter runs f, which calls Go. After a panic, Go ends the operation in an error;
  // if Go had not started it, lost is called. Afterwards the arrays of records that
  // Go created are released.
  function enter(f, lost = () => {}) {
    const go = running();
    if (!go) return undefined;
    const lists = handles.lists.length;
    const own = level++;
    try {
      return go.guard(f, (why) => {
        let started;
        try {
          started = go.exports.webim_panic(own, write(go, why));
        } finally { // after a second panic it is unknown which calls Go will end
          if (started === undefined) endCalls(why);
          else if (!started) lost(why);
        }
      });
    } finally {
      level = own;
      handles.lists.length = lists;
    }
  }

  return {
    // call returns the result of the page's function as JSON, or undefined.
    call(number, ok, err, data, lost) {
      const has = (ok ? CallHasOK : 0) | (err ? CallHasErr : 0);
      return enter((go) => {
        const length = go.exports.webim_call(number, has, write(go, data));
        return length < 0 ? undefined : text(length);
      }, lost);
    },
    // reply ends a request. response is the parsed body, if any.
    reply(number, status, response) {
      const isObject = typeof response === 'object' && response !== null;
      if (isObject) handles.replies.set(number, response);
      enter((go) => go.exports.webim_reply(number, status, isObject ? ResponseIsObject | (response.ActionStatus === 'OK' ? ResponseIsOK : 0) : 0));
      handles.replies.delete(number);
    },
    timer: (number) => enter((go) => go.exports.webim_timer(number)),
    // read passes a piece of a file to Go, or the reason for a failure.
    read: (number, bytes, reason) => enter((go) => {
      if (bytes) go.exports.webim_read(number, writeBytes(go, bytes), 0);
      else go.exports.webim_read(number, write(go, reason), 1);
    }),
    stop: (number) => enter((go) => go.exports.webim_stop(number)),
  };
}
