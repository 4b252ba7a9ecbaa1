// Group system notices (guide chapter 11): the handlers for the SDK and the list of
// received notices, in which join requests can be handled.

import { announce } from '../page/dom.js';
import { isUnsupported } from '../page/errors.js';
import { emit } from '../page/events.js';
import { t } from '../page/i18n.js';
import { isNews } from '../page/times.js';
import { toastError } from '../page/toasts.js';
import { conversation, setClosed } from './conversations.js';
import { myGroups } from './groups.js';
import { getMyGroups, leftGroup } from './joined_groups.js';
import { saveForUser, savedForUser } from './my_storage.js';
import { nickOf } from './names.js';
import { requestProfile } from './profiles.js';
import { markReadElsewhere } from './reading.js';
import { newestSeq } from './rows.js';

export const groupNotices = []; // newest first: {notify, kind, isNew, state}
const maxNotices = 100;

// Notices are stored for the next visit, since the server delivers them once.
export function loadGroupNotices() {
  for (const { notify, isNew, state } of savedForUser('notices', [])) {
    if (noticeKinds[notify.ReportType]) groupNotices.push({ notify, kind: noticeKinds[notify.ReportType], isNew, state });
  }
}

function noticesChanged() {
  saveNotices();
  emit('notices');
}

// noticesViewed is called when the user views the notices.
export function noticesViewed() {
  for (const notice of groupNotices) notice.isNew = false;
  saveNotices();
}

function saveNotices() {
  saveForUser('notices', groupNotices.slice(0, maxNotices).map(({ notify, isNew, state }) => ({ notify, isNew, state })));
}

// The text of each ReportType. quiet: the user's own action, not counted as unread. then:
// called with the notice. remark: it may have one. body: the administrator's text (11.12).
const TYPE = webim.GROUP_SYSTEM_TYPE;
const noticeKinds = {
  [TYPE.JOIN_GROUP_REQUEST]: { text: '{who}申请加入「{group}」', remark: true, answer: answerJoinRequest },
  [TYPE.JOIN_GROUP_ACCEPT]: { text: '你加入「{group}」的申请已通过', remark: true, then: () => getMyGroups() },
  [TYPE.JOIN_GROUP_REFUSE]: { text: '你加入「{group}」的申请没有通过', remark: true },
  [TYPE.KICK]: { text: '{who}将你移出了「{group}」', then: (n) => leftGroup(n.GroupId, t('你已被移出这个群')) },
  [TYPE.DESTORY]: { text: '「{group}」已被群主解散', then: (n) => leftGroup(n.GroupId, t('这个群已被解散')) },
  [TYPE.CREATE]: { text: '你创建了「{group}」', quiet: true, then: () => getMyGroups() },
  [TYPE.INVITED_JOIN_GROUP_REQUEST]: { text: '{who}邀请你加入了「{group}」', then: showInvitedGroup },
  [TYPE.QUIT]: { text: '你退出了「{group}」', quiet: true, then: () => getMyGroups() },
  [TYPE.SET_ADMIN]: { text: '你成为「{group}」的管理员', then: () => getMyGroups() },
  [TYPE.CANCEL_ADMIN]: { text: '你不再是「{group}」的管理员', then: () => getMyGroups() },
  [TYPE.REVOKE]: { text: '「{group}」已被系统回收', then: (n) => leftGroup(n.GroupId, t('这个群已被回收')) },
  [TYPE.INVITED_JOIN_GROUP_REQUEST_AGREE]: { text: '{who}邀请你加入「{group}」', remark: true, answer: answerInvitation },
  [TYPE.CUSTOM]: { text: '「{group}」的管理员通知', body: (n) => n.UserDefinedField },
};

// noticeText returns a notice as a sentence.
function noticeText(notify) {
  const kind = noticeKinds[notify.ReportType];
  const body = kind.body ? t('：') + kind.body(notify) : '';
  return t(kind.text, { who: nickOf(notify.Operator_Account), group: groupNameOf(notify) }) + body;
}

export function groupNameOf(notify) {
  const group = myGroups.get(notify.GroupId);
  return notify.GroupName || (group && group.Name) || notify.GroupId;
}

// showInvitedGroup adds a group that the user was added to to the session list. A private
// group is not in the list of joined groups before its first message.
function showInvitedGroup(notify) {
  const c = conversation(webim.SESSION_TYPE.GROUP, notify.GroupId);
  c.name = notify.GroupName;
  c.preview = t('{who}邀请你加入群聊', { who: nickOf(notify.Operator_Account) });
  c.previewTime = notify.MsgTime;
  setClosed(c, '');
  getMyGroups();
}

// groupSystemNotifys is the table of listeners for webim.init (guide 3.1).
export const groupSystemNotifys = {};
for (const type of Object.keys(noticeKinds)) groupSystemNotifys[type] = onGroupSystemNotify;

function onGroupSystemNotify(notify) {
  const kind = noticeKinds[notify.ReportType];
  requestProfile(notify.Operator_Account);
  if (kind.then) kind.then(notify);
  // A join request arrives by the poll, and again at every sign-in until it is answered.
  const known = kind.answer && groupNotices.find((notice) => !notice.state && notice.notify.ReportType === notify.ReportType &&
    notice.notify.GroupId === notify.GroupId && notice.notify.Operator_Account === notify.Operator_Account);
  if (known) known.notify = notify;
  else {
    groupNotices.unshift({ notify, kind, isNew: !kind.quiet, state: '' });
    if (!kind.quiet) {
      announce(noticeText(notify));
      if (isNews(notify.MsgTime)) emit('notice', noticeText(notify));
    }
  }
  noticesChanged();
}

// onReadElsewhere is called when the user has read a group in another window (1.7).
export function onReadElsewhere(item) {
  const c = conversation(webim.SESSION_TYPE.GROUP, item.GroupId);
  if (item.LastReadMsgSeq >= newestSeq(c)) markReadElsewhere(c);
}

// answerNotice responds to a join request or an invitation with Agree or Reject.
export function answerNotice(notice, handleMsg) {
  notice.waits = true;
  noticesChanged();
  notice.kind.answer(notice.notify, handleMsg, function () {
    notice.state = handleMsg === 'Agree' ? t('已同意') : t('已拒绝');
    noticesChanged();
    getMyGroups();
  }, function (err) {
    notice.waits = false;
    toastError(t('没能处理这条通知'))(err);
    noticesChanged();
  });
}

// answerJoinRequest handles a join request (guide 8.4) and deletes the stored notice
// (8.5), which would otherwise be delivered again at the next sign-in.
function answerJoinRequest(notify, handleMsg, cbOk, cbErr) {
  const options = {
    GroupId: notify.GroupId,
    Applicant_Account: notify.Operator_Account,
    HandleMsg: handleMsg,
    Authentication: notify.Authentication,
    MsgKey: notify.MsgKey,
    ApprovalMsg: '',
    UserDefinedField: notify.UserDefinedField,
  };
  webim.handleApplyJoinGroupPendency(options, function () {
    const stored = { DelMsgList: [{ From_Account: notify.From_Account, MsgSeq: notify.MsgSeq, MsgRandom: notify.MsgRandom }] };
    webim.deleteApplyJoinGroupPendency(stored, function () {}, function (err) {
      if (!isUnsupported(err)) toastError(t('没能删除已处理的申请'))(err);
    });
    cbOk();
  }, cbErr);
}

// answerInvitation handles a pending invitation, which only 1.7 has.
function answerInvitation(notify, handleMsg, cbOk, cbErr) {
  const request = notify.groupReportTypeMsg || {};
  const options = {
    GroupId: notify.GroupId,
    Inviter_Account: notify.Operator_Account,
    HandleMsg: handleMsg,
    Authentication: request.Authentication,
    MsgKey: request.MsgKey,
    ApprovalMsg: '',
    UserDefinedField: request.UserDefinedField,
  };
  webim.handleInviteJoinGroupRequest(options, cbOk, cbErr);
}
