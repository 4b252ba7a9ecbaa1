// The start: everything is wired, then the page shows who one can be, or signs
// in the user that the address names.

function start() {
  initDialogs();
  if (!window.webim) return showFatal('webim.js 没有加载', '请确认服务器正在运行、SDK 已经构建，再重试。');
  initChat();
  initComposer();
  initEmotions();
  initAttachments();
  initDetails();
  initNavigation();
  loadDemoUsers(function () {
    if (loginInfo) return signIn();
    showWelcome();
    if (params.get('user')) toast('没有这个演示用户：' + params.get('user'), 'error');
  }, () => showFatal('没能取到演示用户', '请确认本地服务器正在运行，再重试。'));
}

function showFatal(title, text) {
  ask({ title, text, yes: '重试', once: true }, () => location.reload());
}

start();
