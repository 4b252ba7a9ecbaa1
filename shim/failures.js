// What the shim has to say on the page's console, in one place: what is wrong
// and what to do about it, in English for whoever searches for it and in
// Chinese for whoever wrote the page. A function where the text needs details.

const table = {
  absent: () => [
    'this browser has no WebAssembly, which webim needs; use Chromium 85, Firefox 79, Safari 15 or newer',
    '当前浏览器不支持 WebAssembly，webim 无法运行，请升级浏览器',
  ],
  forbidden: (detail) => [
    "the page's Content-Security-Policy forbids WebAssembly: add 'wasm-unsafe-eval' to script-src, " +
      `for example script-src 'self' 'wasm-unsafe-eval' (${detail})`,
    "页面的 CSP 禁止了 WebAssembly，请在 script-src 中加入 'wasm-unsafe-eval'",
  ],
  broken: (detail) => [
    `the WebAssembly part could not be compiled or started: ${detail}`,
    'WebAssembly 部分编译或启动失败，webim 无法运行',
  ],
  ended: (detail) => [
    `the WebAssembly part has ended and cannot go on, reload the page: ${detail}`,
    'webim 内部错误，已停止运行，请刷新页面',
  ],
  setting: ({ name, value, wanted }) => [
    `${name} is ${JSON.stringify(value)}, which is not ${wanted}; it is ignored`,
    `配置项 ${name} 无效，已忽略`,
  ],
};

// report writes one console error; kind is a key of the table.
export function report(kind, detail) {
  const [english, chinese] = table[kind](detail);
  console.error(`[webim] ${english}\n[webim] ${chinese}`);
}
