// One message as the page shows it, and the list of those of a conversation.
// The content is what the SDK's toHtml() gives, put in by innerHTML; names are
// texts.

const timeLineGap = 300; // s without a message after which the time is written
const sameSpeakerGap = 120; // s within which messages of one person stand together
const photoLimit = 220; // CSS pixels of a picture's longer side

// tipOf answers the content of a group tip's only element.
function tipOf(msg) {
  const elem = msg.elems[0];
  return elem && elem.type === 'TIMGroupTipElem' ? elem.content : null;
}

function senderOf(msg) {
  return msg.isSend ? loginInfo.identifier : msg.fromAccount;
}

function messageElement(c, row) {
  const { msg } = row;
  const tip = tipOf(msg);
  if (tip) return tipElement(tip);
  const sender = senderOf(msg);
  if (msg.fromAccountNick && msg.fromAccountNick !== sender && !profiles.has(sender)) learnProfile(sender, msg.fromAccountNick);
  const who = nickElement('span', sender, { class: 'message-from' + (msg.isSend || c.type === SessionType.C2C ? ' sr-only' : '') });
  const state = make('div', { class: 'message-state' });
  return make('li', { class: 'message ' + (msg.isSend ? 'mine' : 'theirs') },
    personAvatar(sender),
    make('div', { class: 'message-body' }, who, make('div', { class: 'message-line' }, bubble(msg), state)));
}

function bubble(msg) {
  const element = make('div', { class: 'bubble', title: messageTime(msg.time), html: msg.toHtml() });
  const types = msg.elems.map((elem) => elem.type);
  if (types.every((type) => type === 'TIMFaceElem') && types.length <= 3) element.classList.add('faces');
  if (types.length === 1 && types[0] === 'TIMImageElem') element.classList.add('photo');
  if (types.length === 1 && types[0].trim() === 'TIMFileElem') element.classList.add('file');
  preparePhotos(element, msg);
  for (const link of element.querySelectorAll('a[href]:not([data-click])')) {
    link.target = '_blank';
    link.rel = 'noopener noreferrer';
  }
  return element;
}

// preparePhotos gives pictures their size before they are loaded, so that
// nothing jumps, and makes them work with the keyboard.
function preparePhotos(element, msg) {
  const photos = element.querySelectorAll('img[data-click]');
  msg.elems.filter((elem) => elem.type === 'TIMImageElem').forEach((elem, i) => {
    const img = photos[i];
    if (!img) return;
    const size = elem.content.getImage(3) || elem.content.getImage(1);
    if (size && size.width > 0 && size.height > 0) {
      const scale = Math.min(1, photoLimit / Math.max(size.width, size.height));
      img.width = Math.round(size.width * scale);
      img.height = Math.round(size.height * scale);
    }
    img.alt = '图片';
    img.tabIndex = 0;
    img.setAttribute('role', 'button');
    img.onkeydown = (event) => event.key === 'Enter' && imageClick(img);
  });
}

// What the markup of messages asks for: a look at a picture, a download of a
// file, one sound at a time.
document.addEventListener('click', (event) => {
  const element = event.target.closest('[data-click]');
  if (!element) return;
  const file = /^webim\.onDownFile\('([^']*)'\)/.exec(element.dataset.click);
  if (element.tagName === 'IMG') imageClick(element);
  else if (file) webim.onDownFile(file[1]);
  if (element.tagName === 'A') event.preventDefault();
});
document.addEventListener('play', (event) => onChangePlayAudio(event.target), true);

// imageClick shows a picture element large: its src holds the addresses of the
// small, the large and the original picture.
function imageClick(img) {
  const [small, large, original] = img.getAttribute('src').split('#');
  byId('picture_large').src = large || small;
  byId('picture_original').href = original || large || small;
  openDialog('picture');
}

// onChangePlayAudio has one sound play at a time.
function onChangePlayAudio(audio) {
  for (const other of document.querySelectorAll('audio')) if (other !== audio) other.pause();
}

const elemPreviews = {
  TIMFaceElem: (content) => content.data,
  TIMImageElem: () => '[图片]',
  TIMFileElem: (content) => '[文件] ' + content.name,
  TIMSoundElem: () => '[语音]',
  TIMLocationElem: () => '[位置]',
  TIMCustomElem: () => '[自定义消息]',
  TIMGroupTipElem: (content) => tipText(content),
};

// previewOf is a message in one line of plain text.
function previewOf(msg) {
  return msg.elems.map(function (elem) {
    const preview = elemPreviews[elem.type.trim()];
    return preview ? preview(elem.content) : plainText(elem.toHtml());
  }).join('');
}

// showMessages shows the rows of the open conversation.
function showMessages() {
  const c = openConversation;
  if (!c) return;
  const nodes = [];
  let before = null;
  for (const row of c.rows) {
    if (!row.element) row.element = messageElement(c, row);
    if (!before || row.time - before.time > timeLineGap) nodes.push(timeLine(row));
    const follows = before && nodes[nodes.length - 1] === before.element && !tipOf(row.msg) && !tipOf(before.msg) &&
      senderOf(before.msg) === senderOf(row.msg) && row.time - before.time <= sameSpeakerGap;
    row.element.classList.toggle('follows', Boolean(follows));
    showState(c, row);
    nodes.push(row.element);
    before = row;
  }
  scrollKeeping(function () {
    showHistoryTop(c);
    showChildren(byId('messages'), nodes);
  });
}

function timeLine(row) {
  if (!row.timeLine) row.timeLine = make('li', { class: 'time-line' }, make('time'));
  const time = row.timeLine.firstChild;
  time.textContent = messageTime(row.time);
  time.dateTime = new Date(row.time * 1000).toISOString();
  return row.timeLine;
}

// showState tells of a message on its way, or that it did not get there.
function showState(c, row) {
  const element = row.element.querySelector('.message-state');
  if (!element || row.shownState === row.state) return;
  row.shownState = row.state;
  if (row.state === 'sending') element.replaceChildren(make('span', { class: 'spinner', role: 'img', 'aria-label': '正在发送' }));
  else if (row.state === 'failed') {
    element.replaceChildren(make('button', { class: 'resend', type: 'button', title: row.error, 'aria-label': '没有发出：' + row.error + '。点击重发',
      onclick: () => transmit(c, row) }, icon('alert'), '重发'));
  } else element.replaceChildren();
}
