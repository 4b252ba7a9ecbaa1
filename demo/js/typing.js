// "… is typing", between two people. It is a message like any other, with a
// custom element that says so: userAction 14. A 1.7 SDK keeps those of others to
// itself, so a page finds them in the poll's answer (dialect17.js); a 1.3 page
// gets them as messages.

import { blackList } from './black_list.js';
import { openConversation, showChatHead } from './chat.js';
import { isOffline } from './connection.js';
import { byId } from './dom.js';
import { newMessage } from './message_content.js';
import { takeMessages } from './rows.js';
import { showSessionList } from './session_list.js';

const typingAction = 14;
const typingPause = 8000; // ms between two of mine
const typingTime = 10000; // ms that one of the other side is good for

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

// heardTyping takes such a message in place of showing it. One that was stored
// while I was away says nothing any more.
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
