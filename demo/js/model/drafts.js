// Drafts: unsent text, stored per user and conversation.

import { keepForMe, keptForMe } from './my_storage.js';

export function draftOf(c) {
  return keptForMe('drafts', {})[c.key] || '';
}

export function keepDraft(c, text) {
  const drafts = keptForMe('drafts', {});
  if (text.trim()) drafts[c.key] = text;
  else delete drafts[c.key];
  keepForMe('drafts', Object.keys(drafts).length ? drafts : null);
}
