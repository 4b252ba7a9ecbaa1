// Fetches the groups that the user has joined (guide 8.8), with their unread counts.

import { emit, on } from '../page/events.js';
import { t } from '../page/i18n.js';
import { toast, toastError } from '../page/toasts.js';
import { conversation, setClosed } from './conversations.js';
import { groupLine, myGroups, saveGroupNames } from './groups.js';
import { openConversation } from './open_conversation.js';
import { addHistory } from './rows.js';
import { loginInfo } from './users.js';

const groupsAtOnce = 100;

let isFetching = false; // a request is in flight, which also serves further calls
let fetchAgain = false;

// getMyGroups fetches the list of joined groups (guide 8.8). Concurrent calls share one
// request, so it may be called for every notice.
export function getMyGroups(cbOk) {
  fetchAgain = true;
  if (isFetching && !cbOk) return;
  isFetching = true;
  fetchAgain = false;
  const done = function () {
    isFetching = false;
    emit('groups');
    if (fetchAgain) getMyGroups();
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
    setGroups(found);
    done();
    if (cbOk) cbOk();
  }, function (err) {
    done();
    toastError(t('没能取到群列表'))(err);
  });
  page(0);
}

function setGroups(list) {
  myGroups.clear();
  saveGroupNames(list);
  for (const group of list) {
    if (group.Type === 'AVChatRoom') continue;
    myGroups.set(group.GroupId, group);
    const c = conversation(webim.SESSION_TYPE.GROUP, group.GroupId);
    c.preview = groupLine(group);
    c.previewTime = group.LastMsgTime || (group.SelfInfo && group.SelfInfo.JoinTime) || group.CreateTime || 0;
    setClosed(c, '');
  }
}

// fetchUnreadGroups fetches each group's last message for the session list and sets the
// unread counts to the server's. It is called after the sign-in only; later the sessions count.
export function fetchUnreadGroups() {
  for (const group of myGroups.values()) {
    const c = conversation(webim.SESSION_TYPE.GROUP, group.GroupId);
    const newest = group.NextMsgSeq - 1;
    if (!(newest > 0) || c.history.started) continue;
    webim.syncGroupMsgs({ GroupId: group.GroupId, ReqMsgSeq: newest, ReqMsgNumber: 1 }, function (messages) {
      addHistory(c, messages);
      setBaseUnread(c, group);
      emit('conversations');
    }, () => setBaseUnread(c, group)); // the list shows the group's size instead
  }
}

// setBaseUnread sets the base so that session and base add up to the server's count. The
// session counts fetched messages as unread even if they were read in another window, so
// the base may be negative.
function setBaseUnread(c, group) {
  if (c === openConversation) return;
  const sess = webim.MsgStore.sessByTypeId(c.type, c.id);
  const unread = (group.SelfInfo && group.SelfInfo.UnreadMsgNum) || 0;
  c.baseUnread = unread - (sess ? sess.unread() : 0);
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
  emit('groups');
}

// The ways of notifying of a group's messages (guide 9.3).
export const flagNames = { AcceptAndNotify: '接收并提示', AcceptNotNotify: '接收不提示', Discard: '屏蔽' };

export function modifyGroupMsgFlag(group, flag) {
  webim.modifyGroupMember({ GroupId: group.GroupId, Member_Account: loginInfo.identifier, MsgFlag: flag }, function () {
    toast(t('消息提示：{flag}', { flag: t(flagNames[flag]) }));
    getMyGroups();
  }, function (err) {
    toastError(t('没能修改消息提示'))(err);
    emit('groups'); // shows the flag as it is
  });
}

on('reconnected', () => loginInfo.identifier && getMyGroups());
