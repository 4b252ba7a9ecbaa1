// Starts the chat after a user was chosen. The session list and the sign-in come first;
// the rest (views.js) is loaded after the sign-in, whose requests it would delay.

import { signIn } from './login.js';
import { initReceipts } from './model/receipts.js';
import { initConnectionState } from './view/connection_state.js';
import { initProfiles } from './view/profile_elements.js';
import { initSessionList } from './view/session_list.js';
import { initTabs } from './view/tabs.js';

const parts = [initTabs, initProfiles, initConnectionState, initReceipts, initSessionList];

// startApp returns a promise of the whole chat.
export async function startApp() {
  for (const init of parts) init();
  await new Promise(signIn);
  preloadViews();
  const { initViews } = await import('./views.js');
  initViews();
  document.documentElement.dataset.start = 'complete';
}

// preloadViews fetches all modules at once, rather than one level of imports after the
// other.
export function preloadViews() {
  for (const link of document.querySelectorAll('[data-preload="views"]')) link.rel = 'modulepreload';
}
