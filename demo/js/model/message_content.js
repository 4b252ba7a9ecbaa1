// The content of a message to send, as data that can be stored until then:
//
//   {kind: 'text', text}                  texts and emoticons (guide 4.1)
//   {kind: 'custom', data, desc, ext}     guide 4.6
//   {kind: 'file', file, isPicture}       a File, uploaded first (guide 4.2, 4.3)
//   {kind: 'copy', elems}                 a message that is forwarded; not stored

import { conversationName } from './conversations.js';
import { addTextAndFaces } from './faces.js';
import { nickOf } from './names.js';
import { loginInfo } from './users.js';

function fillMessage(msg, content) {
  if (content.kind === 'text') addTextAndFaces(msg, content.text);
  else if (content.kind === 'custom') msg.addCustom(new webim.Msg.Elem.Custom(content.data, content.desc, content.ext));
  else for (const elem of content.elems) msg.addElem(elem);
}

function sessionOf(c) {
  return webim.MsgStore.sessByTypeId(c.type, c.id) || new webim.Session(c.type, c.id, conversationName(c), '', Math.round(Date.now() / 1000));
}

// newMessage creates the SDK's message. numbers are those of a message that is sent again;
// without them (-1) the SDK assigns new ones.
export function newMessage(c, content, { seq = -1, random = -1, time = -1 } = {}) {
  const msg = new webim.Msg(sessionOf(c), true, seq, random, time, loginInfo.identifier, webim.C2C_MSG_SUB_TYPE.COMMON, nickOf(loginInfo.identifier));
  fillMessage(msg, content);
  return msg;
}
