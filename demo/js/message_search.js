// Looking for words in the messages of the open conversation that are loaded.

import { openConversation } from './chat.js';
import { byId } from './dom.js';
import { tipOf } from './group_tips.js';
import { t } from './i18n.js';
import { previewOfRow } from './messages.js';

const messageSearch = { words: '', found: [], at: -1 }; // found: rows, oldest first

function openMessageSearch() {
  byId('chat_search').hidden = false;
  byId('search_toggle').setAttribute('aria-expanded', 'true');
  byId('chat_search_text').focus();
}

export function closeMessageSearch() {
  if (byId('chat_search').hidden) return;
  byId('chat_search').hidden = true;
  byId('search_toggle').setAttribute('aria-expanded', 'false');
  byId('chat_search_text').value = '';
  searchMessages('');
}

function searchMessages(text) {
  const words = text.trim().toLowerCase();
  messageSearch.words = words;
  messageSearch.found = words && openConversation
    ? openConversation.rows.filter((row) => !tipOf(row.msg) && previewOfRow(row).toLowerCase().includes(words)) : [];
  showFound(messageSearch.found.length - 1); // the newest first
}

// showFound goes to one of those that were found.
function showFound(at) {
  const { found, words } = messageSearch;
  messageSearch.at = at;
  for (const item of byId('messages').querySelectorAll('.found')) item.classList.remove('found');
  byId('chat_search_count').textContent = !words ? '' : found.length ? at + 1 + ' / ' + found.length : t('没有找到');
  byId('chat_search_older').disabled = at <= 0;
  byId('chat_search_newer').disabled = at < 0 || at >= found.length - 1;
  if (at < 0) return;
  const { element } = found[at];
  element.classList.add('found');
  const scroll = byId('messages_scroll');
  scroll.scrollTop = element.offsetTop - (scroll.clientHeight - element.offsetHeight) / 2;
}

export function initMessageSearch() {
  byId('search_toggle').onclick = () => (byId('chat_search').hidden ? openMessageSearch() : closeMessageSearch());
  byId('chat_search_close').onclick = function () {
    closeMessageSearch();
    byId('search_toggle').focus();
  };
  byId('chat_search_text').oninput = (event) => searchMessages(event.target.value);
  byId('chat_search').onsubmit = function (event) { // Enter: the one before
    event.preventDefault();
    if (messageSearch.at > 0) showFound(messageSearch.at - 1);
  };
  byId('chat_search_newer').onclick = () => showFound(messageSearch.at + 1);
  byId('chat_search').onkeydown = (event) => event.key === 'Escape' && byId('chat_search_close').click();
}
