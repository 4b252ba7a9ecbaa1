// webim.Log: lines in the console, which a page can silence. The SDK's own begin
// with PREFIX, by which they can be filtered.
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
    debug: log('debug'),
  };
}
