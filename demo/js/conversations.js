// The conversations of this window. webim.MsgStore holds what the SDK has
// received, in the order of arrival; a conversation here holds what is shown:
// the same messages in their own order, and those that are still on their way.
//
//   rows       [{msg, upload, key, seq, time, state, error}], oldest first; seq
//              counts in groups only; upload is a file that is still being
//              uploaded, in place of msg; state is '', 'uploading', 'sending',
//              'waiting' (for the network) or 'failed'
//   queue      rows of mine that are to be sent, in their order (outbox.js)
//   seen       the messages of the SDK's session that are among the rows
//   taken      how many messages of the SDK's session are among the rows
//   name       a group's, when it is known before the list of my groups has it
//   baseUnread what the server counted as unread before this sign-in
//   silent     how many of the SDK's unread messages only say that somebody types
//   newCount, firstNew, below   what is new to the reader (unread.js)
//   preview    last line for the session list while there are no rows
//   history    what is known of older messages (history.js)
//   firstRow   the first row that is on the page (messages.js)
//   mutedUntil unix seconds until which I may not write in the group (my_mute.js)
//   closed     why nothing can be sent any more, or ''

import { groupAvatar, personAvatar } from './avatars.js';
import { keepDraft } from './drafts.js';
import { knownGroupName, myGroups } from './groups.js';
import { nickOf } from './names.js';
import { wantProfile } from './profiles.js';

export const conversations = new Map();

export function conversation(type, id) {
  const key = type + id;
  if (!conversations.has(key)) {
    conversations.set(key, {
      key, type, id,
      rows: [], keys: new Map(), seen: new WeakSet(), taken: 0, queue: [], baseUnread: 0, silent: 0, newCount: 0, firstNew: null, below: 0, firstRow: null, mutedUntil: 0,
      name: '', preview: '', previewTime: 0, closed: '',
      history: { started: false, loading: false, finished: false, next: null, waiting: [] },
    });
    if (type === webim.SESSION_TYPE.C2C) wantProfile(id);
  }
  return conversations.get(key);
}

// forgetConversation takes a conversation off the list until there is news in it.
export function forgetConversation(type, id) {
  const c = conversations.get(type + id);
  if (c) keepDraft(c, '');
  conversations.delete(type + id);
  webim.MsgStore.delSessByTypeId(type, id);
}

export function conversationName(c) {
  if (c.type === webim.SESSION_TYPE.C2C) return nickOf(c.id);
  const group = myGroups.get(c.id);
  const sess = webim.MsgStore.sessByTypeId(c.type, c.id);
  return (group && group.Name) || c.name || knownGroupName(c.id) || (sess && sess.name()) || c.id;
}

export function conversationAvatar(c) {
  if (c.type === webim.SESSION_TYPE.C2C) return personAvatar(c.id);
  return groupAvatar(myGroups.get(c.id) || { GroupId: c.id });
}

export function conversationTime(c) {
  const last = c.rows[c.rows.length - 1];
  return Math.max(last ? last.time : 0, c.previewTime);
}

export function unreadOf(c) {
  const sess = webim.MsgStore.sessByTypeId(c.type, c.id);
  return Math.max(0, c.baseUnread + (sess ? sess.unread() : 0) - c.silent);
}
