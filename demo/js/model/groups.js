// The groups that the user has joined.

import { byId } from '../page/dom.js';
import { t } from '../page/i18n.js';
import { toastError } from '../page/toasts.js';
import { openConversation, showChatHead } from '../view/chat.js';
import { showComposer } from '../view/composer.js';
import { showContacts } from '../view/contacts.js';
import { showDetails } from '../view/details.js';
import { showMessages } from '../view/messages.js';
import { showSessionList } from '../view/session_list.js';
import { conversation } from './conversations.js';
import { keepDraft } from './drafts.js';
import { tipOf, tipText } from './group_tips.js';
import { keepForMe, keptForMe } from './my_storage.js';
import { takeHistory } from './rows.js';
import { loginInfo } from './users.js';

export const myGroups = new Map(); // id -> {GroupId, Name, Type, MemberNum, …, SelfInfo}
const groupsAtOnce = 100;

// The group types. Live rooms have a separate view (live_room.js).
export const groupTypes = [
  { type: 'Private', name: '私有群', about: '成员可以直接拉人，不能申请加入' },
  { type: 'Public', name: '公开群', about: '凭群 ID 申请，由群主审批' },
  { type: 'ChatRoom', name: '聊天室', about: '凭群 ID 随时进出' },
  { type: 'AVChatRoom', name: '直播间', about: '人数不限，不登录也能围观，消息不保存', needsRooms: true },
];

export function groupTypeName(type) {
  const known = groupTypes.find((kind) => kind.type === type);
  return known ? t(known.name) : type;
}

// groupLine returns a short description of a group.
export function groupLine(group) {
  return groupTypeName(group.Type) + ' · ' + t('{n} 人', { n: group.MemberNum });
}

const roleNames = { Owner: '群主', Admin: '管理员', Member: '成员' };

export function roleName(role) {
  return roleNames[role] ? t(roleNames[role]) : role;
}

let groupsAsked = false; // a request is in flight, which also serves further calls
let groupsWanted = false;

// getMyGroups fetches the list of joined groups (guide 8.8). Concurrent calls share one
// request, so it may be called for every notice.
export function getMyGroups(cbOk) {
  groupsWanted = true;
  if (groupsAsked && !cbOk) return;
  groupsAsked = true;
  groupsWanted = false;
  const done = function () {
    groupsAsked = false;
    showGroups();
    if (groupsWanted) getMyGroups();
  };
  const found = [];
  const page = (offset) => webim.getJoinedGroupListHigh({
    Member_Account: loginInfo.identifier,
    Limit: groupsAtOnce,
    Offset: offset,
    GroupBaseInfoFilter: ['Type', 'Name', 'Introduction', 'Notification', 'FaceUrl', 'CreateTime', 'Owner_Account', 'LastMsgTime', 'NextMsgSeq', 'MemberNum'],
    SelfInfoFilter: ['Role', 'JoinTime', 'MsgFlag', 'UnreadMsgNum'],
  }, function (resp) {
    const list = resp.GroupIdList || [];
    found.push(...list);
    if (list.length && found.length < resp.TotalCount) return page(found.length);
    takeGroups(found);
    done();
    if (cbOk) cbOk();
  }, function (err) {
    done();
    toastError(t('没能取到群列表'))(err);
  });
  page(0);
}

function takeGroups(list) {
  myGroups.clear();
  rememberGroupNames(list);
  for (const group of list) {
    if (group.Type === 'AVChatRoom') continue;
    myGroups.set(group.GroupId, group);
    const c = conversation(webim.SESSION_TYPE.GROUP, group.GroupId);
    c.preview = groupLine(group);
    c.previewTime = group.LastMsgTime || (group.SelfInfo && group.SelfInfo.JoinTime) || group.CreateTime || 0;
    setClosed(c, '');
  }
}

// Names of groups are stored, to be shown after the group is gone.
let groupNames = null;

export function knownGroupName(id) {
  if (!groupNames) groupNames = keptForMe('group_names', {});
  return groupNames[id];
}

function rememberGroupNames(list) {
  const isNew = list.filter((group) => group.Name && knownGroupName(group.GroupId) !== group.Name);
  for (const group of isNew) groupNames[group.GroupId] = group.Name;
  if (isNew.length) keepForMe('group_names', groupNames);
}

// takeUnreadGroups takes the server's unread counts and fetches each group's last message
// for the session list. It is called after the sign-in only; later the sessions count.
export function takeUnreadGroups() {
  for (const group of myGroups.values()) {
    const c = conversation(webim.SESSION_TYPE.GROUP, group.GroupId);
    const newest = group.NextMsgSeq - 1;
    if (!(newest > 0) || c.history.started) continue;
    webim.syncGroupMsgs({ GroupId: group.GroupId, ReqMsgSeq: newest, ReqMsgNumber: 1 }, function (messages) {
      takeHistory(c, messages);
      takeUnread(c, group);
      showSessionList();
    }, () => takeUnread(c, group)); // the list shows the group's size instead
  }
}

// takeUnread sets the base so that session and base add up to the server's count. The
// session counts fetched messages as unread even if they were read in another window, so
// the base may be negative.
function takeUnread(c, group) {
  if (c === openConversation) return;
  const sess = webim.MsgStore.sessByTypeId(c.type, c.id);
  const unread = (group.SelfInfo && group.SelfInfo.UnreadMsgNum) || 0;
  c.baseUnread = unread - (sess ? sess.unread() : 0);
}

function showGroups() {
  showContacts();
  redrawTips();
  showSessionList();
  showChatHead();
  showDetails();
}

// redrawTips redraws tips, whose text depends on the group's type, when it is known.
function redrawTips() {
  const c = openConversation;
  if (!c || c.type !== webim.SESSION_TYPE.GROUP) return;
  for (const row of c.rows) if (tipOf(row.msg) && row.tipText !== tipText(tipOf(row.msg))) {
    row.tipText = tipText(tipOf(row.msg));
    row.element = null;
  }
  showMessages();
}

// setClosed sets the reason why messages can no longer be sent to a group; '' clears it.
export function setClosed(c, why) {
  if (c.closed === why) return;
  c.closed = why;
  if (c !== openConversation) return;
  keepDraft(c, byId('message_text').value);
  showComposer(c);
}

// leftGroup is called when the user is no longer a member of the group.
export function leftGroup(groupId, why) {
  const c = conversation(webim.SESSION_TYPE.GROUP, groupId);
  myGroups.delete(groupId);
  setClosed(c, why);
  getMyGroups();
}

// onGroupInfoChangeNotify handles changes of a group's profile (guide 10.6).
export function onGroupInfoChangeNotify(notify) {
  const group = myGroups.get(notify.GroupId);
  if (!group) return;
  const changes = { Name: notify.GroupName, FaceUrl: notify.GroupFaceUrl, Owner_Account: notify.OwnerAccount, Notification: notify.GroupNotification, Introduction: notify.GroupIntroduction };
  for (const [field, value] of Object.entries(changes)) if (value) group[field] = value;
  showGroups();
}
