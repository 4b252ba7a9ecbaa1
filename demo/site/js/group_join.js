// Finding a group and joining it (guide 8.2 and 8.3). A group is found by its
// ID; 1.7 also finds public groups by a part of their name.

const publicFields = ['Type', 'Name', 'Introduction', 'Notification', 'FaceUrl', 'MemberNum', 'ApplyJoinOption'];

function openJoinGroup() {
  byId('join_group_id').value = '';
  byId('join_group_label').textContent = dialect.searchesByName ? '群 ID 或群名称' : '群 ID';
  byId('join_group_found').replaceChildren();
  openDialog('join_group', findGroups);
}

function findGroups() {
  const text = webim.Tool.trimStr(byId('join_group_id').value);
  if (!text) {
    toast(dialect.searchesByName ? '请填写群 ID 或群名称' : '请填写群 ID', 'error');
    return false;
  }
  byId('join_group_found').replaceChildren(make('li', { class: 'hint', text: '正在查找…' }));
  getGroupPublicInfo(text, showFound, function (err) {
    if (!dialect.searchesByName) return showFound([], err);
    webim.searchGroupByName(
      { Content: text, PageNum: 0, GroupPerPage: 20, ResponseFilter: { GroupBasePublicInfoFilter: publicFields } },
      (resp) => showFound(resp.GroupInfo || []),
      (searchErr) => showFound([], isUnsupported(searchErr) ? err : searchErr));
  });
  return false; // the dialog stays for what is found
}

function getGroupPublicInfo(groupId, cbOk, cbErr) {
  const options = { GroupIdList: [groupId], GroupBasePublicInfoFilter: publicFields };
  webim.getGroupPublicInfo(options, (resp) => cbOk(resp.GroupInfo), function (resp) {
    cbErr((resp.GroupInfo && resp.GroupInfo[0]) || resp);
  });
}

function showFound(list, err) {
  const found = list.filter((group) => !group.ErrorCode);
  if (found.length) byId('join_group_found').replaceChildren(...found.map(foundGroup));
  else byId('join_group_found').replaceChildren(make('li', { class: 'hint', text: err ? errorText(err) : '没有找到这个群，请检查后重试' }));
}

function foundGroup(group) {
  const message = make('input', { type: 'text', placeholder: '附言（可不填）', 'aria-label': '附言', maxlength: 100 });
  const isMember = myGroups.has(group.GroupId);
  const needsMessage = !isMember && group.Type !== 'ChatRoom' && group.ApplyJoinOption !== 'FreeAccess';
  const button = make('button', { class: 'button primary', type: 'button', text: isMember ? '进入' : '加入', onclick: function () {
    if (isMember) {
      closeDialog('join_group');
      goTo(conversationAddress(SessionType.GROUP, group.GroupId));
    } else applyJoinGroup(group, message.value);
  } });
  return make('li', {},
    avatar(SessionType.GROUP, group.GroupId, '', group.FaceUrl),
    make('div', { class: 'found-text' },
      make('strong', { text: group.Name }),
      make('small', { text: webim.Tool.groupTypeEn2Ch(group.Type) + ' · ' + group.MemberNum + ' 人 · ' + group.GroupId }),
      needsMessage && message),
    button);
}

function applyJoinGroup(group, applyMsg) {
  const options = { GroupId: group.GroupId, ApplyMsg: applyMsg, UserDefinedField: '' };
  webim.applyJoinGroup(options, function (resp) {
    closeDialog('join_group');
    if (resp.JoinedStatus === 'WaitAdminApproval') return toast('申请已发出，等待群主审批');
    toast('已加入「' + group.Name + '」');
    getMyGroups(() => goTo(conversationAddress(SessionType.GROUP, group.GroupId)));
  }, toastError('没能加入群'));
}
