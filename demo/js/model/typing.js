// Typing notices in one-to-one conversations. A notice is a message with a custom element
// that has userAction 14. A 1.3 page receives it as a message. The 1.7 SDK does not report
// it, so the page finds it in the poll's response (dialect17.js).

import { byId } from '../page/dom.js';
import { openConversation, showChatHead } from '../view/chat.js';
import { showSessionList } from '../view/session_list.js';
import { blackList } from './black_list.js';
import { isOffline } from './connection.js';
import { newMessage } from './message_content.js';
import { takeMessages } from './rows.js';

const typingAction = 14;
const typingPause = 8000; // ms between two notices that are sent
const typingTime = 10000; // ms that a received notice is shown

const typists = new Map(); // conversation's key -> timer
let lastTyping = 0;

export function isTypingData(data) {
  try {
    return Number(JSON.parse(data).userAction) === typingAction;
  } catch {
    return false;
  }
}

export function isTypingMessage(msg) {
  return msg.elems.length === 1 && msg.elems[0].type === webim.MSG_ELEMENT_TYPE.CUSTOM && isTypingData(msg.elems[0].content.getData());
}

export function isTyping(c) {
  return typists.has(c.key);
}

// heardTyping handles a typing notice that arrived as a message. Notices that were stored
// while the user was offline are ignored.
export function heardTyping(c, msg) {
  if (msg.isSend) return;
  if (c !== openConversation || document.hidden) c.silent++;
  if (Date.now() / 1000 - msg.time < typingTime / 1000) startedTyping(c);
}

export function startedTyping(c) {
  clearTimeout(typists.get(c.key));
  typists.set(c.key, setTimeout(() => stoppedTyping(c), typingTime));
  showChatHead();
  showSessionList();
}

export function stoppedTyping(c) {
  if (!typists.has(c.key)) return;
  clearTimeout(typists.get(c.key));
  typists.delete(c.key);
  showChatHead();
  showSessionList();
}

// sayTyping notifies the peer that the user is typing, at intervals.
export function sayTyping(c) {
  if (c.type !== webim.SESSION_TYPE.C2C || !byId('message_text').value.trim() || Date.now() - lastTyping < typingPause || isOffline() || blackList.has(c.id)) return;
  lastTyping = Date.now();
  const data = JSON.stringify({ userAction: typingAction, actionParam: 'EIMAMSG_InputStatus_Ing' });
  const msg = newMessage(c, { kind: 'custom', data, desc: '', ext: '' });
  // Best effort: a failure is ignored.
  webim.sendMsg(msg, takeMessages, () => {});
}
