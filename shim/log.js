// webim.Log writes to the console, unless the page silences it. The SDK's lines begin
// with PREFIX, so they can be filtered.
export const PREFIX = '[webim] ';

export function createLog() {
  let on = true;
  const log = (level) => function (text) {
    if (on) console[level](text);
  };
  return {
    setOn(value) {
      on = value;
    },
    getOn() {
      return on;
    },
    error: log('error'),
    warn: log('warn'),
    info: log('info'),
    debug: log(console.debug ? 'debug' : 'log'), // IE 10 has no debug
  };
}
