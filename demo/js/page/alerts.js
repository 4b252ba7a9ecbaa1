// Desktop notifications and a sound. Both are off until the user enables them in the
// settings.

import { t } from './i18n.js';
import { changeSetting } from './settings.js';
import { toast } from './toasts.js';

export function notificationsAllowed() {
  return 'Notification' in window && Notification.permission === 'granted';
}

// askForNotifications requests the permission for notifications; if it is denied, the
// checkbox stays unchecked.
export function askForNotifications(box) {
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

const soundInterval = 1500; // ms between two sounds, so that a burst of messages plays one
let soundContext = null;
let lastSound = 0;

// playSound plays two short synthesized tones, which need no file.
export function playSound() {
  if (!('AudioContext' in window) || Date.now() - lastSound < soundInterval) return;
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
