// Typing notices in one-to-one conversations. A notice is a message with a custom element
// that has userAction 14. A 1.3 page receives it as a message. The 1.7 SDK does not report
// it, so the page finds it in the poll's response (dialect17.js).

import { emit } from '../page/events.js';
import { openConversation } from './open_conversation.js';

export const typingAction = 14;
const typingTime = 10000; // ms that a received notice is shown

const timers = new Map(); // of the conversations whose peer is typing, by key

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
  return timers.has(c.key);
}

// onTypingMessage handles a typing notice that arrived as a message. Notices that were stored
// while the user was offline are ignored.
export function onTypingMessage(c, msg) {
  if (msg.isSend) return;
  if (c !== openConversation || document.hidden) c.silent++;
  if (Date.now() / 1000 - msg.time < typingTime / 1000) typingStarted(c);
}

export function typingStarted(c) {
  clearTimeout(timers.get(c.key));
  timers.set(c.key, setTimeout(() => typingStopped(c), typingTime));
  emit('typing');
}

export function typingStopped(c) {
  if (!timers.has(c.key)) return;
  clearTimeout(timers.get(c.key));
  timers.delete(c.key);
  emit('typing');
}
