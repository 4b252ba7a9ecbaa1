// A live room: a big group (AVChatRoom, 1.7). Its messages come by a poll of its
// own (onBigGroupMsgNotify) and are not stored; they fly by, so only the newest
// are on the page, drawn at most once a frame, in elements that are used again.

const roomRows = 150; // messages on the page
const heartTime = 1600; // ms that a heart flies

const room = { id: null, name: '', owner: '', queue: [], drawing: false, atNewest: true, missed: 0 };

function openRoom(id) {
  if (room.id === id) return;
  closeRoom();
  room.id = id;
  room.atNewest = true;
  byId('room').hidden = false;
  byId('room_messages').replaceChildren();
  byId('room_form').hidden = true;
  byId('room_destroy').hidden = true;
  sayRoomClosed('');
  byId('room_title').textContent = id;
  byId('room_subtitle').textContent = t('正在进入…');
  webim.applyJoinBigGroup({ GroupId: id, ApplyMsg: '', UserDefinedField: '' }, function () {
    if (room.id === id) enteredRoom();
  }, function (err) {
    if (room.id !== id) return;
    byId('room_subtitle').textContent = '';
    sayRoomClosed([10010, 10015].includes(err.ErrorCode) ? t('这个直播间不存在，或者已经结束') : errorText(err));
  });
}

function enteredRoom() {
  const me = loginInfo.identifier;
  byId('room_form').hidden = !me;
  byId('room_subtitle').textContent = me ? t('直播中') : t('匿名围观中');
  if (!me) sayRoomClosed(t('匿名围观不能发言。'), make('a', { href: userAddress(null), text: t('选一位用户登录') }));
  loadRooms((rooms) => showRoomName((rooms.find((item) => item.id === room.id) || {}).name));
  if (me) getRoomInfo();
  addRoomLines([roomLine('notice', t('你进入了直播间'))]);
}

function getRoomInfo() {
  const { id } = room;
  webim.getGroupInfo({ GroupIdList: [id], GroupBaseInfoFilter: ['Name', 'Owner_Account', 'MemberNum', 'Introduction'] }, function (resp) {
    const info = resp.GroupInfo[0];
    if (room.id !== id || info.ErrorCode) return;
    room.owner = info.Owner_Account;
    showRoomName(info.Name);
    byId('room_subtitle').textContent = t('直播中') + (info.Introduction ? ' · ' + info.Introduction : '');
    byId('room_destroy').hidden = room.owner !== loginInfo.identifier;
  }, toastError(t('没能取到直播间的资料')));
}

function showRoomName(name) {
  if (!name) return;
  room.name = name;
  byId('room_title').textContent = name;
  if (!loginInfo.identifier) document.title = name + ' · ' + t('webim.js 演示');
}

// closeRoom leaves: its poll ends.
function closeRoom() {
  if (!room.id) return;
  const { id } = room;
  room.id = null;
  room.queue = [];
  byId('room').hidden = true;
  webim.quitBigGroup({ GroupId: id }, () => {}, () => {}); // the room may be gone already
}

function sayRoomClosed(...parts) {
  byId('room_closed').replaceChildren(...parts);
  byId('room_closed').hidden = !byId('room_closed').textContent;
}

// onBigGroupMsgNotify hears what one poll has brought.
function onBigGroupMsgNotify(msgs) {
  addRoomLines(msgs.filter((msg) => msg.sess.id() === room.id).map(describeRoomMessage).filter(Boolean));
}

const likeSubType = 1; // webim.GROUP_MSG_SUB_TYPE.LOVEMSG

function describeRoomMessage(msg) {
  const tip = tipOf(msg);
  if (tip) return roomLine('notice', roomTip(tip));
  if (msg.getSubType() === likeSubType) {
    flyHeart();
    return null;
  }
  suggestNick(msg.fromAccount, msg.fromAccountNick);
  return roomLine(msg.isSend ? 'mine' : '', msg.toHtml(), msg.fromAccountNick || msg.fromAccount, msg.fromAccount);
}

function roomTip(tip) {
  return tipParts(tip, (account) => (account ? shownName(account) : t('一位观众'))).join('');
}

// A line is data until it is drawn: {kind, html, name, account}. A notice's html
// is its text, everything else is what toHtml() gave.
function roomLine(kind, html, name, account) {
  return { kind, html, name, account };
}

function addRoomLines(lines) {
  if (!lines.length) return;
  room.queue.push(...lines);
  if (room.queue.length > roomRows) room.queue.splice(0, room.queue.length - roomRows); // never seen
  if (room.drawing) return;
  room.drawing = true;
  requestAnimationFrame(drawRoom);
}

// drawRoom puts the queue on the page. Elements that have gone by at the top
// come back at the end, so that the page does not grow.
function drawRoom() {
  room.drawing = false;
  const list = byId('room_messages');
  const lines = room.queue;
  room.queue = [];
  const fragment = document.createDocumentFragment();
  for (const line of lines) {
    const item = list.childElementCount + fragment.childElementCount >= roomRows && list.firstChild ? list.removeChild(list.firstChild) : make('li', {}, make('b', {}), make('span', {}));
    fillRoomLine(item, line);
    fragment.append(item);
  }
  list.append(fragment);
  if (room.atNewest) return showRoomEnd();
  room.missed += lines.length;
  byId('room_newest').hidden = false;
  byId('room_newest').firstChild.textContent = t('{n} 条新消息', { n: room.missed > 999 ? '999+' : room.missed });
}

function fillRoomLine(item, line) {
  const [name, text] = item.children;
  item.className = 'room-line ' + line.kind;
  name.textContent = line.name || '';
  name.className = line.account ? 'room-name name-' + colourOf(line.account) : 'room-name';
  if (line.kind === 'notice') text.textContent = line.html;
  else text.replaceChildren(messageMarkup(line.html));
}

function showRoomEnd() {
  room.atNewest = true;
  room.missed = 0;
  byId('room_newest').hidden = true;
  byId('room_scroll').scrollTop = byId('room_scroll').scrollHeight;
}

// flyHeart shows that somebody likes it; more than a few at once are one cloud.
function flyHeart() {
  const hearts = byId('room_hearts');
  if (hearts.childElementCount > 20 || document.hidden) return;
  const heart = make('span', { class: 'heart', style: '--drift: ' + Math.round(Math.random() * 40 - 20) + 'px' }, icon('heart'));
  hearts.append(heart);
  setTimeout(() => heart.remove(), heartTime);
}

function sendRoomMessage(subType, fill) {
  const sess = webim.MsgStore.sessByTypeId(SessionType.GROUP, room.id) || new webim.Session(SessionType.GROUP, room.id, room.name, '', Math.round(Date.now() / 1000));
  const msg = new webim.Msg(sess, true, -1, -1, -1, loginInfo.identifier, subType, nickOf(loginInfo.identifier));
  fill(msg);
  webim.sendMsg(msg, () => {}, toastError(t('没有发出'))); // the room's poll brings it back
}

function initRoom() {
  const text = byId('room_text');
  byId('room_form').onsubmit = function (event) {
    event.preventDefault();
    const said = text.value.trim();
    if (!said || isTooLong(said)) return;
    text.value = '';
    showRoomEnd();
    sendRoomMessage(0, (msg) => addTextAndFaces(msg, said));
  };
  byId('room_like').onclick = () => sendRoomMessage(likeSubType, (msg) => msg.addText(new webim.Msg.Elem.Text('❤')));
  byId('room_share').onclick = () => copyText(location.origin + roomLink(room.id));
  byId('room_newest').onclick = showRoomEnd;
  byId('room_destroy').onclick = () => ask({ title: t('结束直播'), text: t('直播间会关闭，所有观众都会离开。'), yes: t('结束直播'), danger: true }, function () {
    webim.destroyGroup({ GroupId: room.id }, function () {
      toast(t('直播已结束'));
      goTo('#/');
      showRooms();
      getMyGroups();
    }, toastError(t('没能结束直播')));
  });
  byId('room_scroll').addEventListener('scroll', function () {
    const scroll = byId('room_scroll');
    const atEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < nearEnd;
    if (atEnd && !room.atNewest) showRoomEnd();
    room.atNewest = atEnd;
  }, { passive: true });
}
