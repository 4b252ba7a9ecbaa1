// The views that a conversation, the other tabs and the dialogs need, and the outbox.

import { restoreOutbox } from './model/outbox.js';
import { initNavigation } from './navigation.js';
import { initMenus } from './page/menus.js';
import { initAttachments } from './view/attachments.js';
import { initChat } from './view/chat.js';
import { initComposer } from './view/composer.js';
import { initContacts } from './view/contacts.js';
import { initDetails } from './view/details.js';
import { initElements } from './view/elements.js';
import { initEmotions } from './view/emotions.js';
import { initMute } from './view/group_mute.js';
import { initRoom } from './view/live_room.js';
import { initMessageMenu } from './view/message_menu.js';
import { initMessageScroll } from './view/message_scroll.js';
import { initMessageSearch } from './view/message_search.js';
import { initMessages } from './view/messages.js';
import { initNotices } from './view/notices.js';
import { initNotifications } from './view/notifications.js';
import { initPictures } from './view/pictures.js';
import { initSendCard } from './view/send_card.js';
import { initSessionMenu } from './view/session_menu.js';
import { initSettings } from './view/settings_dialog.js';

const parts = [
  initMenus, initSessionMenu, initMessageScroll, initChat, initMessages, initElements, initMessageMenu, initMessageSearch, initComposer, initEmotions, initAttachments, initSendCard, initPictures,
  initContacts, initNotices, initMute, initDetails, initRoom, initNotifications, initSettings, initNavigation,
];

export function initViews() {
  for (const init of parts) init();
  restoreOutbox();
}
