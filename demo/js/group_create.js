// Creating a group (guide 8.1).

const maxNameBytes = 30;

function openCreateGroup() {
  byId('create_group_name').value = '';
  const types = groupTypes.filter((kind) => dialect.hasRooms || !kind.needsRooms);
  byId('create_group_types').replaceChildren(make('legend', { text: t('群类型') }), ...types.map(({ type, name, about }, i) =>
    make('label', { class: 'choice' },
      make('input', { type: 'radio', name: 'create_group_type', value: type, checked: i === 0, onchange: showMemberChoice }),
      make('span', {}, make('strong', { text: t(name) }), make('small', { text: t(about) })))));
  byId('create_group_members').replaceChildren(...people().map((account) => personChoice('checkbox', 'member', account)));
  showMemberChoice();
  openDialog('create_group', createGroup);
}

function chosenType() {
  return document.querySelector('input[name="create_group_type"]:checked').value;
}

// showMemberChoice: nobody is put into a live room.
function showMemberChoice() {
  byId('create_group_who').hidden = chosenType() === 'AVChatRoom' || !people().length;
}

function createGroup() {
  const name = webim.Tool.trimStr(byId('create_group_name').value);
  if (!isGroupName(name)) return false;
  const options = {
    Owner_Account: loginInfo.identifier,
    Type: chosenType(),
    Name: name,
    FaceUrl: '',
    Notification: '',
    Introduction: '',
    MemberList: chosenType() === 'AVChatRoom' ? [] : checkedPeople(byId('create_group_members')),
  };
  byId('create_group_ok').disabled = true;
  webim.createGroup(options, function (resp) {
    byId('create_group_ok').disabled = false;
    closeDialog('create_group');
    toast(t('「{name}」已创建', { name }));
    if (options.Type === 'AVChatRoom') {
      showRooms();
      return goTo('#/room/' + encodeURIComponent(resp.GroupId));
    }
    getMyGroups(() => goTo(conversationAddress(SessionType.GROUP, resp.GroupId)));
  }, function (err) {
    byId('create_group_ok').disabled = false;
    toastError(t('没能创建群'))(err);
  });
  return false; // the answer closes the dialog
}

// isGroupName tells the person what is wrong with a name.
function isGroupName(name) {
  if (!name) toast(t('请填写群名称'), 'error');
  else if (webim.Tool.getStrBytes(name) > maxNameBytes) toast(t('群名称太长，最多 10 个汉字'), 'error');
  else return true;
  return false;
}
