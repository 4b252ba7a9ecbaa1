// webim.Log: the SDK's lines in the console, which a page can silence.
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
