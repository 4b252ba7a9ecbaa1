// What was written and not sent, kept for each conversation of each user.

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
