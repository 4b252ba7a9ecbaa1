// The conversations of this window. webim.MsgStore holds the messages that the SDK has
// received, in the order of arrival. A conversation holds the rows that are shown: these
// messages in their order, and those that are not sent yet.
//
//   rows       [{msg, upload, key, seq, time, state, error}], oldest first; seq
//              is set in groups only; upload is a file that is being uploaded,
//              instead of msg; state is '', 'uploading', 'sending', 'waiting' (for
//              the network) or 'failed'
//   queue      rows to be sent, in order (outbox.js)
//   seen       the messages of the SDK's session that have been processed
//   seenCount  their number
//   name       name of a group that is not in the list of joined groups
//   baseUnread number of unread messages at the server before this sign-in
//   silent     number of the SDK's unread messages that are typing notices
//   newCount, firstNew, below   the messages that the user has not read (unread.js)
//   preview    last line for the session list while there are no rows
//   history    state of the history (history.js)
//   firstRow   the first row in the DOM (messages.js)
//   mutedUntil unix seconds until which the user is muted in the group (my_mute.js)
//   closed     why no message can be sent, or ''

import { emit } from '../page/events.js';
import { saveDraft } from './drafts.js';
import { knownGroupName, myGroups } from './groups.js';
import { nickOf } from './names.js';
import { requestProfile } from './profiles.js';

export const conversations = new Map();

export function conversation(type, id) {
  const key = type + id;
  if (!conversations.has(key)) {
    conversations.set(key, {
      key, type, id,
      rows: [], keys: new Map(), seen: new WeakSet(), seenCount: 0, queue: [], baseUnread: 0, silent: 0, newCount: 0, firstNew: null, below: 0, firstRow: null, mutedUntil: 0,
      name: '', preview: '', previewTime: 0, closed: '',
      history: { started: false, loading: false, finished: false, next: null, waiting: [] },
    });
    if (type === webim.SESSION_TYPE.C2C) requestProfile(id);
  }
  return conversations.get(key);
}

// removeConversation removes a conversation from the list until a new message arrives.
export function removeConversation(type, id) {
  const c = conversations.get(type + id);
  if (c) saveDraft(c, '');
  conversations.delete(type + id);
  webim.MsgStore.delSessByTypeId(type, id);
}

export function conversationName(c) {
  if (c.type === webim.SESSION_TYPE.C2C) return nickOf(c.id);
  const group = myGroups.get(c.id);
  const sess = webim.MsgStore.sessByTypeId(c.type, c.id);
  return (group && group.Name) || c.name || knownGroupName(c.id) || (sess && sess.name()) || c.id;
}

export function conversationTime(c) {
  const last = c.rows[c.rows.length - 1];
  return Math.max(last ? last.time : 0, c.previewTime);
}

export function unreadOf(c) {
  const sess = webim.MsgStore.sessByTypeId(c.type, c.id);
  return Math.max(0, c.baseUnread + (sess ? sess.unread() : 0) - c.silent);
}

// setClosed sets the reason why messages can no longer be sent to a group; '' clears it.
export function setClosed(c, why) {
  if (c.closed === why) return;
  c.closed = why;
  emit('writable', c);
}
