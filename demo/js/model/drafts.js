// Drafts: unsent text, stored per user and conversation.

import { saveForUser, savedForUser } from './my_storage.js';

export function draftOf(c) {
  return savedForUser('drafts', {})[c.key] || '';
}

export function saveDraft(c, text) {
  const drafts = savedForUser('drafts', {});
  if (text.trim()) drafts[c.key] = text;
  else delete drafts[c.key];
  saveForUser('drafts', Object.keys(drafts).length ? drafts : null);
}
