// The single-file build's binary: a string of one character a byte, which the
// transport's own compression sees through. The packer writes it as the last
// thing in the script and hands it over as PAYLOAD; its first 256 characters
// are the alphabet, the character of each byte value in turn.

const SLICE = 1 << 16; // characters between two looks at the clock
const SLICE_TIME = 6; // ms of main thread a task may take for decoding

// createSource answers the source of createLoader; see there.
export function createSource() {
  let text = PAYLOAD;
  PAYLOAD = null; // the string is megabytes: let go of it once it is decoded
  let bytes = null;
  let table = null; // from character code to byte
  let done = 0;

  function decode(deadline) {
    if (bytes === null) {
      table = new Uint8Array(0x180);
      for (let i = 0; i < 256; i++) table[text.charCodeAt(i)] = i;
      bytes = new Uint8Array(text.length - 256);
    }
    while (done < bytes.length) {
      const end = Math.min(done + SLICE, bytes.length);
      copy(text, table, bytes, done, end);
      done = end;
      if (performance.now() > deadline) return;
    }
    text = table = null;
  }

  return {
    compile() {
      return new Promise((resolve, reject) => {
        const slice = () => {
          if (bytes === null && text === null) return; // released meanwhile
          decode(performance.now() + SLICE_TIME);
          if (text === null) WebAssembly.compile(bytes).then(resolve, reject);
          else setTimeout(slice);
        };
        slice();
      });
    },
    compileNow() {
      if (text !== null) decode(Infinity);
      return new WebAssembly.Module(bytes);
    },
    release() {
      text = table = bytes = null;
    },
  };
}

function copy(text, table, bytes, from, end) {
  for (let i = from; i < end; i++) bytes[i] = table[text.charCodeAt(i + 256)];
}
