// Creating a group (guide 8.1).

const maxNameBytes = 30;

function openCreateGroup() {
  byId('create_group_name').value = '';
  byId('create_group_types').replaceChildren(make('legend', { text: '群类型' }), ...groupTypes.map(({ type, about }, i) =>
    make('label', { class: 'choice' },
      make('input', { type: 'radio', name: 'create_group_type', value: type, checked: i === 0 }),
      make('span', {}, make('strong', { text: webim.Tool.groupTypeEn2Ch(type) }), make('small', { text: about })))));
  byId('create_group_members').replaceChildren(...people().map((account) => personCheckbox(account)));
  openDialog('create_group', createGroup);
}

function createGroup() {
  const name = webim.Tool.trimStr(byId('create_group_name').value);
  if (!isGroupName(name)) return false;
  const options = {
    Owner_Account: loginInfo.identifier,
    Type: document.querySelector('input[name="create_group_type"]:checked').value,
    Name: name,
    FaceUrl: '',
    Notification: '',
    Introduction: '',
    MemberList: checkedPeople(byId('create_group_members')),
  };
  byId('create_group_ok').disabled = true;
  webim.createGroup(options, function (resp) {
    byId('create_group_ok').disabled = false;
    closeDialog('create_group');
    toast('群「' + name + '」已创建');
    getMyGroups(() => goTo(conversationAddress(SessionType.GROUP, resp.GroupId)));
  }, function (err) {
    byId('create_group_ok').disabled = false;
    toastError('没能创建群')(err);
  });
  return false; // the answer closes the dialog
}

// isGroupName tells the person what is wrong with a name.
function isGroupName(name) {
  if (!name) toast('请填写群名称', 'error');
  else if (webim.Tool.getStrBytes(name) > maxNameBytes) toast('群名称太长，最多 10 个汉字', 'error');
  else return true;
  return false;
}
