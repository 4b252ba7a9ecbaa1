// The search in the open conversation. It searches the loaded messages at once, and loads
// older ones when the user asks for them.

import { tipOf } from '../model/group_tips.js';
import { loadHistory } from '../model/history.js';
import { searchText } from '../model/message_text.js';
import { openConversation } from '../model/open_conversation.js';
import { byId } from '../page/dom.js';
import { t } from '../page/i18n.js';
import { setAtNewest } from './message_scroll.js';
import { showRow } from './messages.js';

const messageSearch = { words: '', found: [], at: -1, isLoading: false }; // found: rows, oldest first

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
  messageSearch.words = text.trim().toLowerCase();
  messageSearch.isLoading = false;
  findWords();
  showFound(messageSearch.found.length - 1); // the newest one first
}

function findWords() {
  const { words } = messageSearch;
  messageSearch.found = words && openConversation
    ? openConversation.rows.filter((row) => !tipOf(row.msg) && searchText(row).includes(words)) : [];
}

// searchOlder loads pages of older messages until one contains the words.
function searchOlder() {
  const c = openConversation;
  messageSearch.isLoading = true;
  const known = messageSearch.found.length;
  const next = function () {
    if (c !== openConversation || !messageSearch.isLoading) return;
    findWords();
    if (messageSearch.found.length > known || c.history.finished || c.history.failed) {
      messageSearch.isLoading = false;
      const news = messageSearch.found.length - known;
      return showFound(news > 0 ? news - 1 : known > 0 ? 0 : -1);
    }
    showFound(-1);
    loadHistory(c, next);
  };
  next();
}

// showFound scrolls to one of the messages that were found; -1 is none.
function showFound(at) {
  const { found, words, isLoading } = messageSearch;
  messageSearch.at = at;
  for (const item of byId('messages').querySelectorAll('.message.found')) item.classList.remove('found');
  byId('chat_search_count').textContent = !words ? '' : isLoading ? t('正在查找…') : found.length ? at + 1 + ' / ' + found.length : t('没有找到');
  byId('chat_search_older').disabled = at <= 0;
  byId('chat_search_newer').disabled = at < 0 || at >= found.length - 1;
  byId('chat_search_more').hidden = !words || isLoading || at > 0 || !openConversation || openConversation.history.finished;
  if (at < 0) return;
  const row = found[at];
  setAtNewest(false);
  showRow(openConversation, row);
  row.element.classList.add('found');
  const scroll = byId('messages_scroll');
  scroll.scrollTop = row.element.offsetTop - (scroll.clientHeight - row.element.offsetHeight) / 2;
}

export function initMessageSearch() {
  byId('search_toggle').onclick = () => (byId('chat_search').hidden ? openMessageSearch() : closeMessageSearch());
  byId('chat_search_close').onclick = function () {
    closeMessageSearch();
    byId('search_toggle').focus();
  };
  byId('chat_search_text').oninput = (event) => searchMessages(event.target.value);
  byId('chat_search').onsubmit = function (event) { // Enter goes to the previous one
    event.preventDefault();
    if (messageSearch.at > 0) showFound(messageSearch.at - 1);
    else if (!byId('chat_search_more').hidden) searchOlder();
  };
  byId('chat_search_newer').onclick = () => showFound(messageSearch.at + 1);
  byId('chat_search_more').onclick = searchOlder;
  byId('chat_search').onkeydown = (event) => event.key === 'Escape' && byId('chat_search_close').click();
}
