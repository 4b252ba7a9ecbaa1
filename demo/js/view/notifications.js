// Notifies the user of messages that arrive while the window is not visible.

import { conversationName } from '../model/conversations.js';
import { previewOf } from '../model/message_text.js';
import { nickOf } from '../model/names.js';
import { openConversation } from '../model/open_conversation.js';
import { isMuted } from '../model/session_marks.js';
import { conversationAddress, goTo } from '../page/address.js';
import { notificationsAllowed, playSound } from '../page/alerts.js';
import { on } from '../page/events.js';
import { t } from '../page/i18n.js';
import { settings } from '../page/settings.js';

// showNotification notifies the user of a new message.
function showNotification(c, msg) {
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

export function initNotifications() {
  on('received', showNotification);
}
