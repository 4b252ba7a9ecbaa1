// @ in a group opens a list of its members above the composer, which inserts a name.

import { getGroupMemberInfo, knownMembers } from '../model/group_members.js';
import { nickOf } from '../model/names.js';
import { openConversation } from '../model/open_conversation.js';
import { loginInfo } from '../model/users.js';
import { byId, make } from '../page/dom.js';
import { personAvatar } from './avatars.js';
import { insertText, replaceText } from './message_box.js';

const maxMentions = 8;

let at = null; // {start, words} of the mention that is being typed

export function insertMention(account) {
  insertText('@' + nickOf(account) + ' ');
  byId('message_text').focus();
}

// updateMention is called when the text changes.
export function updateMention() {
  const box = byId('message_text');
  const c = openConversation;
  const match = c && c.type === webim.SESSION_TYPE.GROUP && /(?:^|\s)@([^\s@]{0,20})$/.exec(box.value.slice(0, box.selectionStart));
  if (!match) return closeMentions();
  at = { start: box.selectionStart - match[1].length - 1, words: match[1].toLowerCase() };
  if (!knownMembers(c.id)) getGroupMemberInfo(c.id, () => at && showMentions());
  showMentions();
}

function showMentions() {
  const c = openConversation;
  const members = (knownMembers(c.id) || []).map((member) => member.Member_Account).filter((account) => account !== loginInfo.identifier);
  const found = members.filter((account) => (nickOf(account) + '\n' + account).toLowerCase().includes(at.words)).slice(0, maxMentions);
  const list = byId('mentions');
  list.replaceChildren(...found.map((account, i) => make('li', {}, make('button', { type: 'button', class: i ? null : 'chosen', tabindex: -1, 'data-account': account, onclick: () => choose(account) },
    personAvatar(account), make('span', { text: nickOf(account) }), make('small', { text: account })))));
  list.hidden = !found.length;
}

export function closeMentions() {
  at = null;
  byId('mentions').hidden = true;
}

function choose(account) {
  const { start } = at;
  closeMentions();
  replaceText('@' + nickOf(account) + ' ', start);
  byId('message_text').focus();
}

// keyInMentions handles a key of the composer while the list is open, and reports
// whether it did.
export function keyInMentions(event) {
  const list = byId('mentions');
  if (list.hidden) return false;
  const buttons = [...list.querySelectorAll('button')];
  const chosen = buttons.findIndex((button) => button.classList.contains('chosen'));
  if (event.key === 'Escape') closeMentions();
  else if (event.key === 'Enter' || event.key === 'Tab') choose(buttons[chosen].dataset.account);
  else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    buttons[chosen].classList.remove('chosen');
    buttons[(chosen + (event.key === 'ArrowDown' ? 1 : -1) + buttons.length) % buttons.length].classList.add('chosen');
  } else return false;
  event.preventDefault();
  return true;
}
