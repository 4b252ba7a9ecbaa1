// Starts the chat after a user was chosen: initializes all parts, then signs in.

import { initAttachments } from './attachments.js';
import { initChat } from './chat.js';
import { initComposer } from './composer.js';
import { initConnection } from './connection.js';
import { initContacts } from './contacts.js';
import { initDetails } from './details.js';
import { initElements } from './elements.js';
import { initEmotions } from './emotions.js';
import { initMute } from './group_mute.js';
import { initRoom } from './live_room.js';
import { signIn } from './login.js';
import { initMenus } from './menus.js';
import { initMessageMenu } from './message_menu.js';
import { initMessageSearch } from './message_search.js';
import { initNavigation } from './navigation.js';
import { initPictures } from './pictures.js';
import { initReceipts } from './receipts.js';
import { initSendCard } from './send_card.js';
import { initSessionList } from './session_list.js';

const parts = [
  initMenus, initChat, initReceipts, initSessionList, initElements, initMessageMenu, initMessageSearch, initComposer, initEmotions, initAttachments, initSendCard,
  initPictures, initContacts, initMute, initDetails, initRoom, initConnection, initNavigation,
];

export function startApp() {
  for (const init of parts) init();
  signIn();
}
