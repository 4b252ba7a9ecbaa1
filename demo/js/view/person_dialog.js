// The dialog that a click on an avatar opens: the profile, and actions.

import { openConversation } from '../model/open_conversation.js';
import { loginInfo } from '../model/users.js';
import { conversationAddress, goTo } from '../page/address.js';
import { closeDialog, openDialog } from '../page/dialogs.js';
import { byId, icon, make } from '../page/dom.js';
import { t } from '../page/i18n.js';
import { insertMention } from './mentions.js';
import { personCard, relationParts } from './person_details.js';
import { openProfile } from './profile_edit.js';

export function openPerson(account, c) {
  const act = (name, text, run) => make('button', { class: 'button wide', type: 'button', onclick: function () {
    closeDialog('person');
    run();
  } }, icon(name), text);
  const isMe = account === loginInfo.identifier;
  const inGroup = c && c.type === webim.SESSION_TYPE.GROUP && !isMe;
  byId('person_body').replaceChildren(
    personCard(account),
    make('div', { class: 'details-actions' },
      isMe && act('edit', t('修改我的资料'), openProfile),
      !isMe && openConversation?.id !== account && act('chat', t('发消息'), () => goTo(conversationAddress(webim.SESSION_TYPE.C2C, account))),
      inGroup && act('people', t('在群里 @ TA'), () => insertMention(account)),
      ...(isMe ? [] : relationParts(account))));
  openDialog('person');
}
