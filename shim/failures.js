// The shim's console messages: the problem and its remedy, in English for searches
// and in Chinese for the page's author. Messages with details are functions.

const table = {
  absent: (detail) => [
    `this browser has no WebAssembly that webim.js can use: put webim.es5.js next to it, or load that file instead (${detail})`,
    '当前浏览器不支持 WebAssembly，请在 webim.js 旁边放上 webim.es5.js，或直接引用后者',
  ],
  forbidden: (detail) => [
    "the page's Content-Security-Policy forbids WebAssembly: put webim.es5.js next to webim.js, or add 'wasm-unsafe-eval' to " +
      `script-src, for example script-src 'self' 'wasm-unsafe-eval' (${detail})`,
    "页面的 CSP 禁止了 WebAssembly，请在 webim.js 旁边放上 webim.es5.js，或在 script-src 中加入 'wasm-unsafe-eval'",
  ],
  second: (detail) => [
    `${detail}: without it this browser starts WebAssembly asynchronously, and calls that return a value have to wait`,
    '当前浏览器需要 webim.es5.js，但该文件加载失败，有返回值的调用要等 WebAssembly 启动之后',
  ],
  early: () => [
    'this browser starts WebAssembly asynchronously, and a call that returns a value came before it had started: ' +
      'make it after a callback, or load webim.es5.js instead',
    '当前浏览器只能异步启动 WebAssembly，有返回值的调用来得过早：请在回调之后调用，或改用 webim.es5.js',
  ],
  broken: (detail) => [
    `the program could not be compiled or started, the next call retries: ${detail}`,
    '程序编译或启动失败，下一次调用会重试',
  ],
  ended: (detail) => [
    `the WebAssembly program has stopped, reload the page: ${detail}`,
    'webim 内部错误，已停止运行，请刷新页面',
  ],
  server: ({ name, value }) => [
    `${name} is ${JSON.stringify(value)}, which is neither "self" nor an http(s) URL without query; all calls fail`,
    `服务器地址 ${name} 无效，所有调用都会失败`,
  ],
  unknown: ({ name, value }) => [
    `unknown setting ${name} (value ${JSON.stringify(value)}); the settings are server, version (data-webim-version), emotions, inlineHandlers`,
    `没有名为 ${name} 的配置项，请检查拼写`,
  ],
  setting: ({ name, value, wanted }) => [
    `${name} is ${JSON.stringify(value)}, which is not ${wanted}; it is ignored`,
    `配置项 ${name} 无效，已忽略`,
  ],
};

// report writes a console error; kind is a key of the table.
export function report(kind, detail) {
  const [english, chinese] = table[kind](detail);
  console.error(`[webim] ${english}\n[webim] ${chinese}`);
}
