// The start: everything is wired, then the page shows who one can be, or signs
// in the user that the address names.

function start() {
  translatePage();
  initDialogs();
  if (!window.webim) return showFatal(t('webim.js 没有加载'), t('请确认服务器正在运行、SDK 已经构建，再重试。'));
  for (const init of [
    initMenus, initSettings, initChat, initElements, initMessageMenu, initMessageSearch, initComposer, initEmotions, initAttachments, initSendCard,
    initPictures, initContacts, initMute, initDetails, initRoom, initConnection, initNavigation,
  ]) init();
  if (isBackFromLogin()) return;
  loadDemoUsers(function () {
    if (loginInfo) return signIn();
    showWelcome();
    if (params.get('user')) toast(t('没有这个演示用户：') + params.get('user'), 'error');
  }, () => showFatal(t('没能取到演示用户'), t('请确认本地服务器正在运行，再重试。')));
}

function showFatal(title, text) {
  ask({ title, text, yes: t('重试'), once: true }, () => location.reload());
}

start();
