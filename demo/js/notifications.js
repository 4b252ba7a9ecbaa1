// Notifies the user of messages that arrive while the window is not visible.

import { notificationsAllowed, playSound } from './alerts.js';
import { openConversation } from './chat.js';
import { conversationName } from './conversations.js';
import { previewOf } from './elements.js';
import { myGroups } from './groups.js';
import { t } from './i18n.js';
import { nickOf } from './names.js';
import { conversationAddress, goTo } from './navigation.js';
import { isQuiet } from './session_marks.js';
import { settings } from './settings.js';

// isMuted reports whether notifications of a conversation are off (guide 9.3).
export function isMuted(c) {
  if (c.type === webim.SESSION_TYPE.C2C) return isQuiet(c);
  const group = myGroups.get(c.id);
  return Boolean(group && group.SelfInfo && group.SelfInfo.MsgFlag && group.SelfInfo.MsgFlag !== 'AcceptAndNotify');
}

// tellOf notifies the user of a new message.
export function tellOf(c, msg) {
  if (isMuted(c)) return;
  if (settings.sound && (document.hidden || c !== openConversation)) playSound();
  if (!document.hidden || !settings.notify || !notificationsAllowed()) return;
  const from = c.type === webim.SESSION_TYPE.GROUP ? nickOf(msg.fromAccount) + t('：') : '';
  // One notification per conversation: the newest replaces the previous one.
  const notification = new Notification(conversationName(c), { body: from + previewOf(msg), tag: c.key, icon: 'img/logo.svg' });
  notification.onclick = function () {
    focus();
    goTo(conversationAddress(c.type, c.id));
    notification.close();
  };
}
