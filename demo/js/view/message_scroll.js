// The scroll position of the messages. At the end the list stays there; elsewhere it stays
// at the first visible message.

import { byId } from '../page/dom.js';

export let isAtNewest = true; // the list is scrolled to its end

export function setAtNewest(is) {
  isAtNewest = is;
}

const nearEnd = 60; // px from the end that still count as the end

// isAtEnd reports whether an element is scrolled to its end.
export function isAtEnd(scroll) {
  return scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < nearEnd;
}

// scrollKeeping changes the list of messages and keeps the scroll position: at the end,
// or at the first visible message.
export function scrollKeeping(change) {
  const scroll = byId('messages_scroll');
  const anchor = isAtNewest ? null : firstVisibleMessage(scroll);
  const before = anchor && anchor.getBoundingClientRect().top;
  change();
  if (isAtNewest) scrollToEnd();
  else if (anchor && anchor.isConnected) scroll.scrollTop += anchor.getBoundingClientRect().top - before;
}

// firstVisibleMessage skips the lines with times, which may be removed.
function firstVisibleMessage(scroll) {
  const top = scroll.getBoundingClientRect().top;
  const items = [...byId('messages').querySelectorAll('.message, .tip')];
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (items[middle].getBoundingClientRect().bottom > top) high = middle;
    else low = middle + 1;
  }
  return items[low] || null;
}

export function scrollToEnd() {
  const scroll = byId('messages_scroll');
  scroll.scrollTop = scroll.scrollHeight;
}

export function initMessageScroll() {
  const scroll = byId('messages_scroll');
  scroll.addEventListener('scroll', () => setAtNewest(isAtEnd(scroll)), { passive: true });
  // Keeps the end visible when the composer grows, the window rotates, a keyboard
  // opens, or an element changes its height.
  const watcher = new ResizeObserver(() => isAtNewest && scrollToEnd());
  watcher.observe(scroll);
  watcher.observe(byId('messages'));
}
