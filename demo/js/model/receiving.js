// New messages from the SDK.

import { announce } from '../page/dom.js';
import { emit } from '../page/events.js';
import { t } from '../page/i18n.js';
import { conversationName } from './conversations.js';
import { tipOf } from './group_tips.js';
import { myGroups } from './groups.js';
import { getMyGroups } from './joined_groups.js';
import { previewOf } from './message_text.js';
import { nickOf } from './names.js';
import { openConversation } from './open_conversation.js';
import { markReadElsewhere } from './reading.js';
import { addNewMessages } from './rows.js';
import { typingStopped } from './typing.js';

// onMsgNotify is called by the SDK for new messages. Its argument differs between the
// versions, so it reads the store, as in the guide (3.1).
export function onMsgNotify() {
  const news = addNewMessages();
  for (const { c, row } of news) takeNews(c, row.msg, tipOf(row.msg));
  const here = news.filter(({ c }) => c === openConversation);
  if (here.length) emit('arrivals', openConversation, here.map(({ row }) => row));
  const heard = news.filter(({ row }) => !row.msg.isSend).at(-1);
  if (heard) announceMessage(heard.c, heard.row.msg);
  emit('conversations');
}

function takeNews(c, msg, tip) {
  if (c.type === webim.SESSION_TYPE.C2C && !msg.isSend) typingStopped(c);
  if (c.type === webim.SESSION_TYPE.GROUP && (tip || !myGroups.has(c.id))) getMyGroups();
  if (tip) emit('tip', c, tip);
  if (!msg.isSend && !tip) emit('received', c, msg);
  if (msg.isSend && c !== openConversation) markReadElsewhere(c); // answered from another window
}

function announceMessage(c, msg) {
  const group = c.type === webim.SESSION_TYPE.GROUP ? conversationName(c) + t('，') : '';
  const from = tipOf(msg) ? '' : nickOf(msg.fromAccount) + t('：');
  announce(group + from + previewOf(msg));
}
