// Notifies the user of messages that arrive while the window is not visible.

import { conversationName } from '../model/conversations.js';
import { myGroups } from '../model/groups.js';
import { nickOf } from '../model/names.js';
import { isQuiet } from '../model/session_marks.js';
import { conversationAddress, goTo } from '../navigation.js';
import { notificationsAllowed, playSound } from '../page/alerts.js';
import { t } from '../page/i18n.js';
import { settings } from '../page/settings.js';
import { openConversation } from './chat.js';
import { previewOf } from './elements.js';

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
