// The session list: every conversation with its last message and what is unread.

function showSessionList() {
  const shown = [...conversations.values()].filter((c) => c.rows.length || c.preview || c === openConversation);
  shown.sort((a, b) => conversationTime(b) - conversationTime(a));
  for (const c of shown) updateSessDiv(c);
  showChildren(byId('session_list'), shown.map((c) => c.element));
  const isSigningIn = byId('app').classList.contains('signing-in');
  byId('session_empty').hidden = shown.length > 0 || isSigningIn;
  showUnreadTotal(shown.reduce((sum, c) => sum + unreadOf(c), 0));
}

// updateSessDiv brings one entry of the list up to date; it is made once.
function updateSessDiv(c) {
  if (!c.element) {
    c.parts = {
      name: make('span', { class: 'row-name' }), time: make('time', { class: 'row-time' }),
      preview: make('span', { class: 'row-preview' }), badge: make('b', { class: 'badge', hidden: true }),
    };
    c.element = make('li', {}, make('a', { class: 'row', href: conversationAddress(c.type, c.id), 'data-conversation': c.key },
      make('span', { class: 'row-face' }, conversationAvatar(c), c.parts.badge),
      make('span', { class: 'row-text' },
        make('span', { class: 'row-line' }, c.parts.name, c.parts.time),
        make('span', { class: 'row-line' }, c.parts.preview))));
  }
  const unread = unreadOf(c);
  setText(c.parts.name, conversationName(c));
  setText(c.parts.time, listTime(conversationTime(c)));
  setText(c.parts.preview, lastLine(c));
  setText(c.parts.badge, unread > 99 ? '99+' : unread);
  c.parts.badge.hidden = unread === 0;
  c.parts.badge.setAttribute('aria-label', unread + ' 条未读');
  const link = c.element.firstChild;
  if (c === openConversation) link.setAttribute('aria-current', 'true');
  else link.removeAttribute('aria-current');
}

function setText(element, text) {
  if (element.textContent !== String(text)) element.textContent = text;
}

function lastLine(c) {
  if (c.draft && c !== openConversation) return '[草稿] ' + c.draft;
  const last = c.rows[c.rows.length - 1];
  if (!last) return c.preview;
  const failed = last.state === 'failed' ? '[未发出] ' : '';
  const from = c.type === SessionType.GROUP && !last.msg.isSend && !tipOf(last.msg) ? nickOf(last.msg.fromAccount) + '：' : '';
  return failed + from + previewOf(last.msg);
}

function showUnreadTotal(total) {
  showBadge('badge_sessions', total, '条未读消息');
  document.title = (total ? '(' + total + ') ' : '') + nickOf(loginInfo.identifier) + ' · webim.js 演示';
}

function showBadge(id, count, of) {
  byId(id).textContent = count > 99 ? '99+' : count;
  byId(id).setAttribute('aria-label', count + ' ' + of);
  byId(id).hidden = count === 0;
}
