// A Vue project: the copy is part of its sources and is imported.
import webim from './webim.js';
import * as all from './webim.js';

const im = {
  sdk: webim,
  login: () => window.signIn(webim),
};
window.outcome = () => {
  window.expectEqual([im.sdk === window.webim, typeof all.login], [true, 'function'], 'identity of webim');
};
export default im.login();
