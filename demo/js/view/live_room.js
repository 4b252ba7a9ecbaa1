// A live room: a big group (AVChatRoom, 1.7). Its messages arrive in a separate poll
// (onBigGroupMsgNotify) and are not stored. room_lines.js shows them.

import { connectionLost } from '../model/connection.js';
import { addTextAndFaces } from '../model/faces.js';
import { tipOf, tipParts } from '../model/group_tips.js';
import { getMyGroups } from '../model/joined_groups.js';
import { getRooms } from '../model/live_rooms.js';
import { textOf } from '../model/message_text.js';
import { nickOf, suggestNick } from '../model/names.js';
import { shownName } from '../model/profiles.js';
import { loginInfo } from '../model/users.js';
import { goTo, roomAddress, roomLink, userAddress } from '../page/address.js';
import { copyText } from '../page/clipboard.js';
import { ask } from '../page/dialogs.js';
import { byId, icon, make } from '../page/dom.js';
import { ERROR, errorText, isNetworkError } from '../page/errors.js';
import { on } from '../page/events.js';
import { t } from '../page/i18n.js';
import { loadRooms } from '../page/server_info.js';
import { toast, toastError } from '../page/toasts.js';
import { addPicker } from './emotions.js';
import { isTooLong } from './message_box.js';
import { addRoomLines, clearRoomLines, initRoomLines, roomLine, showRoomEnd } from './room_lines.js';

const heartTime = 1600; // ms that a heart flies

export const room = { id: null, name: '', owner: '' };

export function openRoom(id) {
  if (room.id === id) return;
  closeRoom();
  room.id = id;
  byId('room').hidden = false;
  clearRoomLines();
  byId('room_form').hidden = true;
  byId('room_destroy').hidden = true;
  showRoomNote('');
  byId('room_title').textContent = id;
  byId('room_subtitle').textContent = t('正在进入…');
  enterRoom(id, () => addRoomLines([roomLine('event', t('你进入了直播间'))]));
}

function enterRoom(id, then) {
  webim.applyJoinBigGroup({ GroupId: id, ApplyMsg: '', UserDefinedField: '' }, function () {
    if (room.id !== id) return;
    enteredRoom();
    then();
  }, function (err) {
    if (room.id !== id) return;
    if (err.ErrorCode === ERROR.ALREADY_IN) return enteredRoom(); // since before the outage
    byId('room_subtitle').textContent = '';
    if (isNetworkError(err)) connectionLost();
    else showRoomNote([ERROR.NO_GROUP, ERROR.INVALID_GROUP].includes(err.ErrorCode) ? t('这个直播间不存在，或者已经结束') : errorText(err));
  });
}

// reenterRoom joins the room again after an outage. The lines on the page stay.
function reenterRoom() {
  const { id } = room;
  if (!id) return;
  webim.quitBigGroup({ GroupId: id }, () => {}, () => {});
  enterRoom(id, () => {});
}

function enteredRoom() {
  const me = loginInfo.identifier;
  byId('room_form').hidden = !me;
  byId('room_subtitle').textContent = me ? t('直播中') : t('匿名围观中');
  if (!me) showRoomNote(t('匿名围观不能发言。'), make('a', { href: userAddress(null) + roomAddress(room.id), text: t('选一位用户登录') }));
  loadRooms((rooms) => showRoomName((rooms.find((item) => item.id === room.id) || {}).name));
  if (me) getRoomInfo();
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

// closeRoom leaves the room, which ends its poll.
export function closeRoom() {
  if (!room.id) return;
  const { id } = room;
  room.id = null;
  byId('room').hidden = true;
  webim.quitBigGroup({ GroupId: id }, () => {}, () => {}); // the room may be closed already
}

function showRoomNote(...parts) {
  byId('room_closed').replaceChildren(...parts);
  byId('room_closed').hidden = !byId('room_closed').textContent;
}

// showRoomMessages shows the messages of one poll.
function showRoomMessages(msgs) {
  addRoomLines(msgs.filter((msg) => msg.sess.id() === room.id).map(roomMessageLine).filter(Boolean));
}

function roomMessageLine(msg) {
  const tip = tipOf(msg);
  // openRoom has announced the user's own entry.
  if (tip && tip.getOpType() === webim.GROUP_TIP_TYPE.JOIN && (tip.getUserIdList().includes(loginInfo.identifier) || tip.getOpUserId() === loginInfo.identifier)) return null;
  if (tip) return roomLine('event', roomTip(tip));
  if (msg.getSubType() === webim.GROUP_MSG_SUB_TYPE.LOVEMSG) {
    flyHeart();
    return null;
  }
  suggestNick(msg.fromAccount, msg.fromAccountNick);
  return roomLine(msg.isSend ? 'mine' : '', msg.toHtml(), msg.fromAccountNick || msg.fromAccount, msg.fromAccount, pictureNames(msg));
}

function pictureNames(msg) {
  const { FACE, IMAGE } = webim.MSG_ELEMENT_TYPE;
  return msg.elems.filter((elem) => elem.type === FACE || elem.type === IMAGE).map((elem) => (elem.type === FACE ? textOf(elem.content.getData()) : t('图片')));
}

function roomTip(tip) {
  return tipParts(tip, (account) => (account ? shownName(account) : t('一位观众'))).join('');
}

// flyHeart animates a like; more than a few at once are combined.
function flyHeart() {
  const hearts = byId('room_hearts');
  if (hearts.childElementCount > 20 || document.hidden) return;
  const heart = make('span', { class: 'heart', style: '--drift: ' + Math.round(Math.random() * 40 - 20) + 'px' }, icon('heart'));
  hearts.append(heart);
  setTimeout(() => heart.remove(), heartTime);
}

function sendRoomMessage(subType, fill) {
  const sess = webim.MsgStore.sessByTypeId(webim.SESSION_TYPE.GROUP, room.id) || new webim.Session(webim.SESSION_TYPE.GROUP, room.id, room.name, '', Math.round(Date.now() / 1000));
  const msg = new webim.Msg(sess, true, -1, -1, -1, loginInfo.identifier, subType, nickOf(loginInfo.identifier));
  fill(msg);
  webim.sendMsg(msg, () => {}, toastError(t('没有发出'))); // the room's poll delivers it
}

export function initRoom() {
  const text = byId('room_text');
  const emotions = addPicker(byId('room_emotion_toggle'), byId('room_emotion_picker'), text,
    (name) => text.setRangeText(name, text.selectionStart, text.selectionEnd, 'end'));
  byId('room_form').onsubmit = function (event) {
    event.preventDefault();
    emotions.show(false);
    const said = text.value.trim();
    if (!said || isTooLong(said)) return;
    text.value = '';
    showRoomEnd();
    sendRoomMessage(webim.GROUP_MSG_SUB_TYPE.COMMON, (msg) => addTextAndFaces(msg, said));
  };
  byId('room_like').onclick = () => sendRoomMessage(webim.GROUP_MSG_SUB_TYPE.LOVEMSG, (msg) => msg.addText(new webim.Msg.Elem.Text('❤')));
  byId('room_share').onclick = () => copyText(location.origin + roomLink(room.id));
  byId('room_newest').onclick = showRoomEnd;
  byId('room_destroy').onclick = () => ask({ title: t('结束直播'), text: t('直播间会关闭，所有观众都会离开。'), yes: t('结束直播'), danger: true }, function () {
    webim.destroyGroup({ GroupId: room.id }, function () {
      toast(t('直播已结束'));
      goTo('#/');
      getRooms();
      getMyGroups();
    }, toastError(t('没能结束直播')));
  });
  on('roomMessages', showRoomMessages);
  on('reconnected', () => loginInfo.identifier || reenterRoom());
  initRoomLines();
}
