// Group system notices (guide chapter 11): the handlers for the SDK and the list of
// received notices, in which join requests can be handled.

import { showTab } from '../navigation.js';
import { announce, byId, make } from '../page/dom.js';
import { isUnsupported } from '../page/errors.js';
import { sentence, t } from '../page/i18n.js';
import { isNews, messageTime } from '../page/times.js';
import { toast, toastError } from '../page/toasts.js';
import { groupAvatar } from '../view/avatars.js';
import { readElsewhere } from '../view/chat.js';
import { showCount } from '../view/session_list.js';
import { conversation } from './conversations.js';
import { newRequests } from './friend_requests.js';
import { getMyGroups, leftGroup, myGroups, setClosed } from './groups.js';
import { keepForMe, keptForMe } from './my_storage.js';
import { nickOf } from './names.js';
import { nickElement, wantProfile } from './profiles.js';
import { newestSeq } from './rows.js';

const groupNotices = []; // newest first: {notify, kind, isNew, state}
const mostKept = 100;

// Notices are stored for the next visit, since the server delivers them once.
export function loadGroupNotices() {
  for (const { notify, isNew, state } of keptForMe('notices', [])) {
    if (noticeKinds[notify.ReportType]) groupNotices.push({ notify, kind: noticeKinds[notify.ReportType], isNew, state });
  }
}

function keepGroupNotices() {
  keepForMe('notices', groupNotices.slice(0, mostKept).map(({ notify, isNew, state }) => ({ notify, isNew, state })));
}

// The text of each ReportType. quiet: the user's own action, not counted as unread. then:
// called with the notice. body: the administrator's text (11.12).
const TYPE = webim.GROUP_SYSTEM_TYPE;
const noticeKinds = {
  [TYPE.JOIN_GROUP_REQUEST]: { text: '{who}申请加入「{group}」', answer: answerJoinRequest },
  [TYPE.JOIN_GROUP_ACCEPT]: { text: '你加入「{group}」的申请已通过', then: () => getMyGroups() },
  [TYPE.JOIN_GROUP_REFUSE]: { text: '你加入「{group}」的申请没有通过' },
  [TYPE.KICK]: { text: '{who}将你移出了「{group}」', then: (n) => leftGroup(n.GroupId, t('你已被移出这个群')) },
  [TYPE.DESTORY]: { text: '「{group}」已被群主解散', then: (n) => leftGroup(n.GroupId, t('这个群已被解散')) },
  [TYPE.CREATE]: { text: '你创建了「{group}」', quiet: true, then: () => getMyGroups() },
  [TYPE.INVITED_JOIN_GROUP_REQUEST]: { text: '{who}邀请你加入了「{group}」', then: showInvitedGroup },
  [TYPE.QUIT]: { text: '你退出了「{group}」', quiet: true, then: () => getMyGroups() },
  [TYPE.SET_ADMIN]: { text: '你成为「{group}」的管理员', then: () => getMyGroups() },
  [TYPE.CANCEL_ADMIN]: { text: '你不再是「{group}」的管理员', then: () => getMyGroups() },
  [TYPE.REVOKE]: { text: '「{group}」已被系统回收', then: (n) => leftGroup(n.GroupId, t('这个群已被回收')) },
  [TYPE.INVITED_JOIN_GROUP_REQUEST_AGREE]: { text: '{who}邀请你加入「{group}」', answer: answerInvitation },
  [TYPE.CUSTOM]: { text: '「{group}」的管理员通知', body: (n) => n.UserDefinedField },
};

// noticeText returns a notice as a sentence.
function noticeText(notify) {
  const kind = noticeKinds[notify.ReportType];
  const body = kind.body ? t('：') + kind.body(notify) : '';
  return t(kind.text, { who: nickOf(notify.Operator_Account), group: groupNameOf(notify) }) + body;
}

function groupNameOf(notify) {
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
  wantProfile(notify.Operator_Account);
  if (kind.then) kind.then(notify);
  // A join request arrives by the poll, and again at every sign-in until it is answered.
  const known = kind.answer && groupNotices.find((notice) => !notice.state && notice.notify.ReportType === notify.ReportType &&
    notice.notify.GroupId === notify.GroupId && notice.notify.Operator_Account === notify.Operator_Account);
  if (known) known.notify = notify;
  else {
    groupNotices.unshift({ notify, kind, isNew: !kind.quiet, state: '' });
    if (!kind.quiet) {
      announce(noticeText(notify));
      if (isNews(notify.MsgTime) && byId('panel_notices').hidden) toast(noticeText(notify), 'news', () => showTab('notices'));
    }
  }
  showGroupNotices();
}

// onReadElsewhere is called when the user has read a group in another window (1.7).
export function onReadElsewhere(item) {
  const c = conversation(webim.SESSION_TYPE.GROUP, item.GroupId);
  if (item.LastReadMsgSeq >= newestSeq(c)) readElsewhere(c);
}

export function showGroupNotices() {
  if (!byId('panel_notices').hidden) for (const notice of groupNotices) notice.isNew = false;
  byId('notices_part').hidden = !groupNotices.length;
  byId('notice_list').replaceChildren(...groupNotices.map(noticeElement));
  showNoticeCount();
  keepGroupNotices();
}

// showNoticeCount shows the number of new notices and friend requests.
export function showNoticeCount() {
  byId('notice_empty').hidden = groupNotices.length > 0 || !byId('requests_part').hidden;
  showCount(byId('badge_notices'), groupNotices.filter((notice) => notice.isNew).length + newRequests(), '{n} 条新通知');
}

function noticeElement(notice) {
  const { notify, kind } = notice;
  const remark = [TYPE.JOIN_GROUP_REQUEST, TYPE.JOIN_GROUP_ACCEPT, TYPE.JOIN_GROUP_REFUSE, TYPE.INVITED_JOIN_GROUP_REQUEST_AGREE].includes(notify.ReportType) ? notify.RemarkInfo : '';
  const who = () => nickElement('b', notify.Operator_Account);
  return make('li', { class: 'notice', 'data-report-type': notify.ReportType },
    groupAvatar(myGroups.get(notify.GroupId) || notify),
    make('div', { class: 'notice-text' },
      make('p', {}, ...sentence(kind.text, { who: who(), group: groupNameOf(notify) })),
      kind.body && make('p', { class: 'notice-remark', text: kind.body(notify) }),
      remark && make('p', { class: 'notice-remark', text: t('附言：') + remark }),
      make('small', { text: messageTime(notify.MsgTime) }),
      kind.answer && noticeAnswers(notice)));
}

function noticeAnswers(notice) {
  if (notice.state) return make('p', { class: 'notice-state', text: notice.state });
  const button = (word, value, look) =>
    make('button', { class: 'button small ' + look, type: 'button', text: word, disabled: notice.waits, onclick: () => answerNotice(notice, value) });
  return make('div', { class: 'notice-answers' }, button(t('同意'), 'Agree', 'primary'), button(t('拒绝'), 'Reject', ''));
}

function answerNotice(notice, handleMsg) {
  notice.waits = true;
  showGroupNotices();
  notice.kind.answer(notice.notify, handleMsg, function () {
    notice.state = handleMsg === 'Agree' ? t('已同意') : t('已拒绝');
    showGroupNotices();
    getMyGroups();
  }, function (err) {
    notice.waits = false;
    toastError(t('没能处理这条通知'))(err);
    showGroupNotices();
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
