// Notifies the peer of a one-to-one conversation that the user is typing (typing.js).

import { blackList } from './black_list.js';
import { newMessage } from './message_content.js';
import { typingAction } from './typing.js';

const noticeInterval = 8000; // ms between two notices

let lastTyping = 0;

// sendTypingNotice is called while the user types.
export function sendTypingNotice(c) {
  if (c.type !== webim.SESSION_TYPE.C2C || Date.now() - lastTyping < noticeInterval || blackList.has(c.id)) return;
  lastTyping = Date.now();
  const data = JSON.stringify({ userAction: typingAction, actionParam: 'EIMAMSG_InputStatus_Ing' });
  const msg = newMessage(c, { kind: 'custom', data, desc: '', ext: '' });
  // Best effort: a failure is ignored.
  webim.sendMsg(msg, () => {}, () => {});
}
