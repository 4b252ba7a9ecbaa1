// What was written and not sent, kept for each conversation of each user.

function draftName() {
  return 'drafts.' + loginInfo.identifier;
}

function draftOf(c) {
  return kept(draftName(), {})[c.key] || '';
}

function keepDraft(c, text) {
  const drafts = kept(draftName(), {});
  if (text.trim()) drafts[c.key] = text;
  else delete drafts[c.key];
  keep(draftName(), Object.keys(drafts).length ? drafts : null);
}
