// Marks of conversations in this browser, for which the API has no calls: pinned ones,
// muted one-to-one ones, and groups removed from the list.

import { goTo } from '../page/address.js';
import { emit } from '../page/events.js';
import { removeConversation } from './conversations.js';
import { dialect } from './dialect.js';
import { saveDraft } from './drafts.js';
import { myGroups } from './groups.js';
import { saveForUser, savedForUser } from './my_storage.js';
import { openConversation } from './open_conversation.js';
import { newestSeq } from './rows.js';

const marks = { pinned: null, quiet: null, removed: null };

function marked(kind) {
  if (!marks[kind]) marks[kind] = new Map(Object.entries(savedForUser(kind, {})));
  return marks[kind];
}

function mark(kind, c, value) {
  if (value === null) marked(kind).delete(c.key);
  else marked(kind).set(c.key, value);
  saveForUser(kind, Object.fromEntries(marked(kind)));
}

export function isPinned(c) {
  return marked('pinned').has(c.key);
}

export function setPinned(c, is) {
  mark('pinned', c, is ? true : null);
  emit('conversations');
}

// isQuiet reports whether a one-to-one conversation is muted. A group has a flag on the
// server (guide 9.3).
function isQuiet(c) {
  return marked('quiet').has(c.key);
}

export function setQuiet(c, is) {
  mark('quiet', c, is ? true : null);
  emit('conversations');
}

// isRemoved reports whether a group was removed and has no newer message. Times would not
// do: two messages may be of the same second.
export function isRemoved(c) {
  const seq = marked('removed').get(c.key);
  return seq !== undefined && seq >= newestInGroup(c) && c !== openConversation;
}

function newestInGroup(c) {
  const group = myGroups.get(c.id);
  return Math.max(newestSeq(c), group ? group.NextMsgSeq - 1 : 0);
}

// isMuted reports whether notifications of a conversation are off (guide 9.3).
export function isMuted(c) {
  if (c.type === webim.SESSION_TYPE.C2C) return isQuiet(c);
  const group = myGroups.get(c.id);
  return Boolean(group && group.SelfInfo && group.SelfInfo.MsgFlag && group.SelfInfo.MsgFlag !== 'AcceptAndNotify');
}

// removeFromList removes a conversation from the list until a new message arrives, in 1.7
// also from the server's recent contacts.
export function removeFromList(c) {
  const gone = function () {
    if (c === openConversation) goTo('#/');
    saveDraft(c, '');
    if (c.type === webim.SESSION_TYPE.C2C) removeConversation(c.type, c.id);
    else mark('removed', c, newestInGroup(c));
    emit('conversations');
  };
  if (dialect.deleteRecent && c.type === webim.SESSION_TYPE.C2C) dialect.deleteRecent(c.id, gone);
  else gone();
}
