// Forwards the elements of a message to another conversation.

import { conversation, conversationName, conversationTime, conversations } from '../model/conversations.js';
import { sendTo } from '../model/outbox.js';
import { openDialog } from '../page/dialogs.js';
import { byId, make } from '../page/dom.js';
import { fieldError } from '../page/field_errors.js';
import { t } from '../page/i18n.js';
import { toast } from '../page/toasts.js';
import { conversationAvatar } from './avatars.js';
import { checkedPeople, people } from './people.js';
import { isListed } from './session_list.js';

export function openForward(row) {
  const targets = [...conversations.values()].filter((c) => isListed(c) && !c.closed).sort((a, b) => conversationTime(b) - conversationTime(a));
  const known = new Set(targets.map((c) => c.key));
  for (const account of people()) if (!known.has(webim.SESSION_TYPE.C2C + account)) targets.push(conversation(webim.SESSION_TYPE.C2C, account));
  byId('forward_choices').replaceChildren(...targets.map((c) => make('li', {}, make('label', { class: 'check' },
    make('input', { type: 'checkbox', name: 'target', value: c.key }), conversationAvatar(c), make('span', { text: conversationName(c) })))));
  openDialog('forward', function () {
    const chosen = checkedPeople(byId('forward_choices'));
    if (!chosen.length) return fieldError(byId('forward_choices'), t('请至少选择一个'));
    for (const key of chosen) sendTo(conversations.get(key), { kind: 'copy', elems: row.msg.elems });
    toast(t('已转发'));
    return true;
  });
}
