// Starts the chat after a user was chosen: initializes all parts, then signs in.

import { signIn } from './login.js';
import { initConnection } from './model/connection.js';
import { initReceipts } from './model/receipts.js';
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
import { initMessageSearch } from './view/message_search.js';
import { initPictures } from './view/pictures.js';
import { initSendCard } from './view/send_card.js';
import { initSessionList } from './view/session_list.js';

const parts = [
  initMenus, initChat, initReceipts, initSessionList, initElements, initMessageMenu, initMessageSearch, initComposer, initEmotions, initAttachments, initSendCard,
  initPictures, initContacts, initMute, initDetails, initRoom, initConnection, initNavigation,
];

export function startApp() {
  for (const init of parts) init();
  signIn();
}
