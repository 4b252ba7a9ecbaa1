// Go's world. What js.Global() answers inside Go is not the page's window but
// the object made here: Go's fs and process stay out of the page, the page's
// own globals stay out of Go, and this list is everything that Go can reach.

// What needs no receiver: wasm_exec.js and the runtime ask for the first line,
// syscall/js and time for the second, jsbridge for the third.
const plain = [
  'crypto', 'performance', 'TextEncoder', 'TextDecoder',
  'Object', 'Array', 'Uint8Array', 'Date',
  'AbortController',
];

// What throws "Illegal invocation" unless window is its receiver. These are
// looked up at each call, as a page may wrap its fetch at any time.
const bound = ['fetch', 'setTimeout', 'clearTimeout'];

// makeScope answers a new scope that carries host, the functions Go may call;
// output receives whole lines that Go writes to stdout and stderr, which is
// nothing in a healthy program and the trace of a panic before the end.
export function makeScope(page, host, output) {
  const scope = { host, fs: makeFS(output) };
  for (const name of plain) scope[name] = page[name];
  for (const name of bound) scope[name] = (...args) => page[name](...args);
  return scope;
}

// wasm_exec.js keeps an fs that it finds. Of all its functions the runtime only
// ever needs writeSync and write; the constants are read when syscall starts.
function makeFS(output) {
  const decoder = new TextDecoder();
  let rest = '';
  const writeSync = (fd, bytes) => {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop();
    lines.forEach(output);
    return bytes.length;
  };
  return {
    constants: { O_WRONLY: -1, O_RDWR: -1, O_CREAT: -1, O_TRUNC: -1, O_APPEND: -1, O_EXCL: -1, O_DIRECTORY: -1 },
    writeSync,
    write: (fd, bytes, offset, length, position, done) =>
      done(null, writeSync(fd, bytes.subarray(offset, offset + length))),
  };
}
