// The entry point: shows the choice of users, or signs in the user in the address. The
// chat (js/app.js) and the SDK are loaded while the visitor chooses.

import { loadDemoUsers, loginInfo, setUser } from './model/users.js';
import { params, setUserInAddress } from './page/address.js';
import { ask, initDialogs } from './page/dialogs.js';
import { byId, make } from './page/dom.js';
import { t, translatePage } from './page/i18n.js';
import { toast } from './page/toasts.js';

let app = null; // the promise of js/app.js, once requested

// loadApp loads the SDK, then the chat that is built on it. A page that always
// chats has the SDK as a script tag of its own instead (demo/smallest/).
function loadApp() {
  if (!app) app = loadSDK().then(() => import('./app.js'));
  return app;
}

function loadSDK() {
  return new Promise(function (ok, fail) {
    const script = make('script', { src: '/sdk/webim.js', 'data-inline-handlers': 'none', onload: ok, onerror: fail });
    document.head.append(script);
  });
}

// showSkeleton shows the outline of the first page or of the chat until it is ready.
function showSkeleton(start) {
  document.documentElement.dataset.start = start;
  byId('skeleton').hidden = false;
}

function enter() {
  showSkeleton('chat');
  loadApp().then(function ({ startApp }) {
    const started = startApp();
    byId('skeleton').hidden = true;
    return started;
  }).catch(function (err) {
    console.error(err);
    app = null;
    showFatal(t('webim.js 没有加载'), t('请确认服务器正在运行、SDK 已经构建，再重试。'));
  });
}

// enterAs enters from the welcome page, without a navigation.
function enterAs(user, v) {
  setUser(user);
  setUserInAddress(user.identifier, v);
  byId('welcome').hidden = true;
  enter();
}

function start() {
  translatePage();
  initDialogs();
  // Back from the chat to the welcome page, and forward again.
  addEventListener('popstate', () => String(new URLSearchParams(location.search)) !== String(params) && location.reload());
  if (params.has('tmpsig')) return import('./hosted_login.js').then(({ finishLogin }) => finishLogin());
  if (params.get('user') || params.get('room')) loadApp().catch(() => {}); // enter reports it
  loadDemoUsers(function () {
    if (loginInfo) return enter();
    import('./welcome.js').then(function ({ showWelcome }) {
      showWelcome(enterAs);
      byId('skeleton').hidden = true;
      loadApp().then(({ preloadViews }) => preloadViews(), () => (app = null)); // while the visitor chooses
    }, serverIsAway);
    if (params.get('user')) toast(t('没有这个演示用户：') + params.get('user'), 'error');
  }, serverIsAway);
}

function serverIsAway() {
  showFatal(t('没能取到演示用户'), t('请确认本地服务器正在运行，再重试。'));
}

function showFatal(title, text) {
  byId('skeleton').hidden = true;
  ask({ title, text, yes: t('重试'), once: true }, () => location.reload());
}

// The script may be loaded before the page is parsed.
if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
else start();
