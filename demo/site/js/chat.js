// The open conversation: opening it, sending, reading.

let selType = null; // type and id of the open conversation, as in the guide's pages
let selToID = null;
let selSess = null; // its session, once there is one
let openConversation = null;
let isAtNewest = true; // the list is scrolled to its end

const nearEnd = 60; // px from the end that still count as the end

function openChat(type, id) {
  const c = conversation(type, id);
  if (c === openConversation) return;
  if (openConversation) leaveChat();
  openConversation = c;
  selType = type;
  selToID = id;
  byId('chat').hidden = false;
  byId('chat_none').hidden = true;
  byId('messages').replaceChildren();
  isAtNewest = true;
  showChatHead();
  showComposer(c);
  if (!c.history.started) loadHistory(c);
  markRead(c);
  showMessages();
  showSessionList();
  showDetails();
}

// leaveChat ends the automatic reading of the open conversation.
function leaveChat() {
  keepDraft(openConversation);
  webim.setAutoRead(webim.MsgStore.sessByTypeId(selType, selToID), false, true);
  openConversation = selType = selToID = selSess = null;
}

function closeChat() {
  if (openConversation) leaveChat();
  byId('chat').hidden = true;
  byId('chat_none').hidden = false;
  hideDetails();
  showSessionList();
}

function showChatHead() {
  const c = openConversation;
  if (!c) return;
  byId('chat_title').textContent = conversationName(c);
  byId('details_toggle').setAttribute('aria-label', c.type === SessionType.GROUP ? '群资料' : '对方资料');
  const group = myGroups.get(c.id);
  byId('details_toggle').hidden = c.type === SessionType.GROUP && !group;
  byId('chat_subtitle').textContent = c.type === SessionType.C2C
    ? c.id
    : group ? webim.Tool.groupTypeEn2Ch(group.Type) + ' · ' + group.MemberNum + ' 人' : '';
}

// markRead reports what is on the screen as read, and keeps doing so.
function markRead(c) {
  selSess = webim.MsgStore.sessByTypeId(c.type, c.id);
  if (document.hidden || c !== openConversation) return;
  c.baseUnread = 0;
  if (selSess) webim.setAutoRead(selSess, true, true);
}

// onMsgNotify is the SDK's word that messages came. What it hands over differs
// between the versions, so the store is looked at, as the guide does (3.1).
function onMsgNotify() {
  const news = takeMessages();
  for (const { c, row } of news) {
    if (c === openConversation) continue;
    const group = c.type === SessionType.GROUP;
    if (group && !myGroups.has(c.id)) getMyGroups();
    else if (group && tipOf(row.msg)) getMyGroups();
  }
  const here = news.filter((item) => item.c === openConversation);
  if (here.length) {
    markRead(openConversation);
    showMessages();
    if (!isAtNewest && here.some(({ row }) => !row.msg.isSend)) byId('to_newest').hidden = false;
    if (here.some(({ row }) => tipOf(row.msg))) getMyGroups();
  }
  const heard = news.filter(({ row }) => !row.msg.isSend);
  if (heard.length) {
    const { c, row } = heard[heard.length - 1];
    announce((c.type === SessionType.GROUP ? conversationName(c) + '，' : '') + (tipOf(row.msg) ? '' : nickOf(row.msg.fromAccount) + '：') + previewOf(row.msg));
  }
  showSessionList();
}

// sendElems sends a message to the open conversation; fill adds its elements.
function sendElems(fill) {
  const c = openConversation;
  selSess = webim.MsgStore.sessByTypeId(selType, selToID);
  if (!selSess) selSess = new webim.Session(selType, selToID, conversationName(c), '', Math.round(Date.now() / 1000));
  // A number below 0 has the SDK make its own.
  const msg = new webim.Msg(selSess, true, -1, -1, -1, loginInfo.identifier, 0, nickOf(loginInfo.identifier));
  fill(msg);
  const row = addEcho(c, msg);
  isAtNewest = true;
  transmit(c, row);
}

function transmit(c, row) {
  row.state = 'sending';
  webim.sendMsg(row.msg, function (resp) {
    settleEcho(c, row, resp);
    takeMessages();
    showMessages();
    showSessionList();
  }, function (err) {
    row.state = 'failed';
    row.error = errorText(err);
    toast('消息没有发出：' + row.error, 'error');
    showMessages();
    showSessionList();
  });
  showMessages();
  showSessionList();
}

// scrollKeeping changes the list of messages so that the eye keeps its place: at
// the end, or at the message that was being read.
function scrollKeeping(change) {
  const scroll = byId('messages_scroll');
  const anchor = isAtNewest ? null : firstVisibleMessage(scroll);
  const before = anchor && anchor.getBoundingClientRect().top;
  change();
  if (isAtNewest) scrollToNewest();
  else if (anchor && anchor.isConnected) scroll.scrollTop += anchor.getBoundingClientRect().top - before;
}

// firstVisibleMessage passes over the lines with times, which come and go.
function firstVisibleMessage(scroll) {
  const top = scroll.getBoundingClientRect().top;
  return [...byId('messages').querySelectorAll('.message, .tip')].find((item) => item.getBoundingClientRect().bottom > top) || null;
}

function scrollToNewest() {
  const scroll = byId('messages_scroll');
  scroll.scrollTop = scroll.scrollHeight;
  isAtNewest = true;
  byId('to_newest').hidden = true;
}

function initChat() {
  const scroll = byId('messages_scroll');
  scroll.addEventListener('scroll', function () {
    isAtNewest = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < nearEnd;
    if (isAtNewest) byId('to_newest').hidden = true;
    // Reaching the top asks for more, unless the last try failed.
    if (scroll.scrollTop < 40 && openConversation && !openConversation.history.failed && scroll.scrollHeight > scroll.clientHeight) loadOlder(openConversation);
  }, { passive: true });
  // The composer grows, the window turns, a keyboard opens: the end stays in sight.
  new ResizeObserver(() => isAtNewest && scrollToNewest()).observe(scroll);
  byId('to_newest').onclick = scrollToNewest;
  // What comes while nobody looks is unread.
  document.addEventListener('visibilitychange', function () {
    if (!openConversation) return;
    if (document.hidden) webim.setAutoRead(webim.MsgStore.sessByTypeId(selType, selToID), false, true);
    else markRead(openConversation);
    showSessionList();
  });
}
