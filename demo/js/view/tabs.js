// The tabs of the list column: conversations, contacts, notices.

import { goTo } from '../page/address.js';
import { byId } from '../page/dom.js';
import { emit } from '../page/events.js';

const tabs = ['sessions', 'contacts', 'notices'];

export function showTab(name) {
  for (const tab of tabs) {
    const isShown = tab === name;
    byId('panel_' + tab).hidden = !isShown;
    byId('tab_' + tab).setAttribute('aria-selected', isShown);
    byId('tab_' + tab).tabIndex = isShown ? 0 : -1;
  }
  // On a phone the chat covers the tabs.
  if (byId('app').dataset.view === 'chat' && !byId('tab_sessions').checkVisibility()) goTo('#/');
  emit('tab', name);
}

export function initTabs() {
  for (const tab of tabs) byId('tab_' + tab).onclick = () => showTab(tab);
  byId('tab_sessions').parentElement.addEventListener('keydown', function (event) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = tabs.findIndex((tab) => byId('tab_' + tab) === document.activeElement);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    showTab(next);
    byId('tab_' + next).focus();
  });
}
