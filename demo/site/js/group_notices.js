// Group system notices (guide chapter 11): the handlers that the SDK is given,
// and the list of what they heard. Requests to join can be answered here.

const groupNotices = []; // newest first: {notify, text, remark, time, isNew, state, element}

// What each ReportType says. quiet: one's own doing, not counted as news. then:
// what else follows from it.
const noticeKinds = {
  1: { text: (n) => nickOf(n.Operator_Account) + ' 申请加入「' + groupNameOf(n) + '」', answer: answerJoinRequest },
  2: { text: (n) => '你加入「' + groupNameOf(n) + '」的申请已通过', then: () => getMyGroups() },
  3: { text: (n) => '你加入「' + groupNameOf(n) + '」的申请没有通过' },
  4: { text: (n) => nickOf(n.Operator_Account) + ' 将你移出了「' + groupNameOf(n) + '」', then: (n) => leftGroup(n.GroupId, '你已被移出这个群') },
  5: { text: (n) => '「' + groupNameOf(n) + '」已被群主解散', then: (n) => leftGroup(n.GroupId, '这个群已被解散') },
  6: { text: (n) => '你创建了「' + groupNameOf(n) + '」', quiet: true, then: () => getMyGroups() },
  7: { text: (n) => nickOf(n.Operator_Account) + ' 邀请你加入了「' + groupNameOf(n) + '」', then: showInvitedGroup },
  8: { text: (n) => '你退出了「' + groupNameOf(n) + '」', quiet: true, then: () => getMyGroups() },
  9: { text: (n) => '你成为「' + groupNameOf(n) + '」的管理员', then: () => getMyGroups() },
  10: { text: (n) => '你不再是「' + groupNameOf(n) + '」的管理员', then: () => getMyGroups() },
  11: { text: (n) => '「' + groupNameOf(n) + '」已被系统回收', then: (n) => leftGroup(n.GroupId, '这个群已被回收') },
  12: { text: (n) => nickOf(n.Operator_Account) + ' 邀请你加入「' + groupNameOf(n) + '」', answer: answerInvitation },
  255: { text: (n) => '「' + groupNameOf(n) + '」的通知：' + (n.UserDefinedField || '') },
};

function groupNameOf(notify) {
  const group = myGroups.get(notify.GroupId);
  return notify.GroupName || (group && group.Name) || notify.GroupId;
}

// showInvitedGroup puts a group that I was added to into the session list. A
// private one is not in the list of my groups before its first message.
function showInvitedGroup(notify) {
  const c = conversation(SessionType.GROUP, notify.GroupId);
  c.name = notify.GroupName;
  c.preview = nickOf(notify.Operator_Account) + ' 邀请你加入群聊';
  c.previewTime = notify.MsgTime;
  setClosed(c, '');
  getMyGroups();
}

// groupSystemNotifys is the table that the guide gives to webim.init (3.1).
const groupSystemNotifys = {};
for (const type of Object.keys(noticeKinds)) groupSystemNotifys[type] = onGroupSystemNotify;

function onGroupSystemNotify(notify) {
  const kind = noticeKinds[notify.ReportType];
  wantProfile(notify.Operator_Account);
  if (kind.then) kind.then(notify);
  // A request to join comes by the poll and, until it is answered, at every sign-in.
  const known = kind.answer && groupNotices.find((notice) => !notice.state && notice.notify.ReportType === notify.ReportType &&
    notice.notify.GroupId === notify.GroupId && notice.notify.Operator_Account === notify.Operator_Account);
  if (known) known.notify = notify;
  else {
    groupNotices.unshift({ notify, kind, isNew: !kind.quiet, state: '' });
    if (!kind.quiet) {
      announce(kind.text(notify));
      if (byId('panel_notices').hidden) toast(kind.text(notify), 'news', () => showTab('notices'));
    }
  }
  showGroupNotices();
}

// onReadElsewhere: I have read a group in another window (1.7).
function onReadElsewhere(item) {
  const c = conversation(SessionType.GROUP, item.GroupId);
  const sess = webim.MsgStore.sessByTypeId(c.type, c.id);
  const newest = c.rows.reduce((most, row) => Math.max(most, row.seq || 0), 0);
  if (item.LastReadMsgSeq < newest) return;
  c.baseUnread = 0;
  if (sess) sess.unread(0);
  showSessionList();
}

function showGroupNotices() {
  if (!byId('panel_notices').hidden) for (const notice of groupNotices) notice.isNew = false;
  byId('notice_empty').hidden = groupNotices.length > 0;
  byId('notice_list').replaceChildren(...groupNotices.map(noticeElement));
  showBadge('badge_notices', groupNotices.filter((notice) => notice.isNew).length, '条新通知');
}

function noticeElement(notice) {
  const { notify, kind } = notice;
  const remark = notify.ReportType <= 3 || notify.ReportType === 12 ? notify.RemarkInfo : '';
  return make('li', { class: 'notice', 'data-report-type': notify.ReportType },
    avatar(SessionType.GROUP, notify.GroupId, ''),
    make('div', { class: 'notice-text' },
      make('p', { text: kind.text(notify) }),
      remark && make('p', { class: 'notice-remark', text: '附言：' + remark }),
      make('small', { text: messageTime(notify.MsgTime) }),
      kind.answer && noticeAnswers(notice)));
}

function noticeAnswers(notice) {
  if (notice.state) return make('p', { class: 'notice-state', text: notice.state });
  const button = (word, value, look) =>
    make('button', { class: 'button small ' + look, type: 'button', text: word, disabled: notice.waits, onclick: () => answerNotice(notice, value) });
  return make('div', { class: 'notice-answers' }, button('同意', 'Agree', 'primary'), button('拒绝', 'Reject', ''));
}

function answerNotice(notice, handleMsg) {
  notice.waits = true;
  showGroupNotices();
  notice.kind.answer(notice.notify, handleMsg, function () {
    notice.state = handleMsg === 'Agree' ? '已同意' : '已拒绝';
    showGroupNotices();
    getMyGroups();
  }, function (err) {
    notice.waits = false;
    toastError('没能处理这条通知')(err);
    showGroupNotices();
  });
}

// answerJoinRequest (guide 8.4), and takes the stored notice away (8.5), which
// would otherwise come again at the next sign-in.
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
      if (!isUnsupported(err)) toastError('没能删除已处理的申请')(err);
    });
    cbOk();
  }, cbErr);
}

// answerInvitation: only 1.7 knows invitations that wait for an answer.
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
