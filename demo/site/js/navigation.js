// Where the visitor is. The open conversation stands in the address (#/c2c/bob),
// so that reloading and the browser's back button do what one expects; on a
// phone that is the way from the chat back to the list.

const typesInAddress = { c2c: SessionType.C2C, group: SessionType.GROUP };

function conversationAddress(type, id) {
  return '#/' + type.toLowerCase() + '/' + encodeURIComponent(id);
}

function goTo(address) {
  if (location.hash === address) followAddress();
  else location.hash = address;
}

function followAddress() {
  const [, type, id] = location.hash.split('/');
  const known = typesInAddress[type];
  byId('app').dataset.view = known && id ? 'chat' : 'list';
  if (known && id) openChat(known, decodeURIComponent(id));
  else closeChat();
}

const tabs = ['sessions', 'contacts', 'notices'];

function showTab(name) {
  for (const tab of tabs) {
    const isShown = tab === name;
    byId('panel_' + tab).hidden = !isShown;
    byId('tab_' + tab).setAttribute('aria-selected', isShown);
    byId('tab_' + tab).tabIndex = isShown ? 0 : -1;
  }
  if (name === 'notices') showGroupNotices();
}

function initNavigation() {
  addEventListener('hashchange', function () {
    followAddress();
    // A keyboard popping up would hide half of a phone's screen.
    if (openConversation) byId(hasTouch ? 'chat_title' : 'message_text').focus();
  });
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
  document.addEventListener('click', function (event) {
    const button = event.target.closest('[data-tab], [data-opens]');
    if (!button) return;
    if (button.dataset.tab) showTab(button.dataset.tab);
    else ({ create_group: openCreateGroup, join_group: openJoinGroup })[button.dataset.opens]();
  });
}
