// Being told of messages while one looks elsewhere: the desktop's notifications
// and a sound, both only when asked for (settings).

function notificationsAllowed() {
  return 'Notification' in window && Notification.permission === 'granted';
}

// askForNotifications: the browser asks the visitor; without a yes the box stays empty.
function askForNotifications(box) {
  if (!box.checked) return changeSetting('notify', false);
  if (!('Notification' in window)) {
    box.checked = false;
    return toast(t('这个浏览器没有桌面通知'), 'error');
  }
  Notification.requestPermission().then(function () {
    box.checked = notificationsAllowed();
    changeSetting('notify', box.checked);
    if (!box.checked) toast(t('浏览器没有允许通知，请在地址栏的网站设置里打开'), 'error');
  });
}

// isMuted: a group whose messages I want without notice, or not at all (guide 9.3).
function isMuted(c) {
  const group = c.type === SessionType.GROUP && myGroups.get(c.id);
  return Boolean(group && group.SelfInfo && group.SelfInfo.MsgFlag && group.SelfInfo.MsgFlag !== 'AcceptAndNotify');
}

// tellOf a message that has just come.
function tellOf(c, msg) {
  if (isMuted(c)) return;
  if (settings.sound && (document.hidden || c !== openConversation)) playSound();
  if (!document.hidden || !settings.notify || !notificationsAllowed()) return;
  const from = c.type === SessionType.GROUP ? nickOf(msg.fromAccount) + t('：') : '';
  // One for each conversation: the newest takes the place of the one before.
  const notification = new Notification(conversationName(c), { body: from + previewOf(msg), tag: c.key, icon: 'img/logo.svg' });
  notification.onclick = function () {
    focus();
    goTo(conversationAddress(c.type, c.id));
    notification.close();
  };
}

const soundPause = 1500; // ms between two sounds: ten messages are one event
let soundContext = null;
let lastSound = 0;

// playSound plays two short tones; they are made here, so there is no file to load.
function playSound() {
  if (!('AudioContext' in window) || Date.now() - lastSound < soundPause) return;
  lastSound = Date.now();
  soundContext = soundContext || new AudioContext();
  soundContext.resume();
  [660, 880].forEach(function (frequency, i) {
    const at = soundContext.currentTime + i * 0.12;
    const tone = new OscillatorNode(soundContext, { frequency });
    const volume = new GainNode(soundContext, { gain: 0 });
    volume.gain.setValueAtTime(0.12, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.18);
    tone.connect(volume).connect(soundContext.destination);
    tone.start(at);
    tone.stop(at + 0.2);
  });
}
