// A group's members: who they are and what I may do with them (guide chapter 9).

const membersAtOnce = 100;
const muteSeconds = 600;
const roleOrder = { Owner: 0, Admin: 1, Member: 2 };

const groupMembers = new Map(); // group id -> its members as last heard

function getGroupMemberInfo(groupId, cbOk) {
  const options = { GroupId: groupId, Offset: 0, Limit: membersAtOnce, MemberInfoFilter: ['Account', 'Role', 'JoinTime', 'LastSendMsgTime', 'ShutUpUntil'] };
  webim.getGroupMemberInfo(options, function (resp) {
    const members = resp.MemberList || [];
    members.sort((a, b) => (roleOrder[a.Role] ?? 2) - (roleOrder[b.Role] ?? 2));
    groupMembers.set(groupId, members);
    cbOk(members);
  }, toastError('没能取到群成员'));
}

// memberActions answers what I may do with a member, by the roles of both and
// the group's type. The server checks it again.
function memberActions(group, member) {
  const mine = (group.SelfInfo && group.SelfInfo.Role) || 'Member';
  const account = member.Member_Account;
  if (account === loginInfo.identifier || !(roleOrder[mine] < (roleOrder[member.Role] ?? 2))) return [];
  const actions = [];
  if (group.Type !== 'Private') {
    const isAdmin = member.Role === 'Admin';
    if (mine === 'Owner') {
      actions.push({ name: isAdmin ? '取消管理员' : '设为管理员', run: (done) =>
        webim.modifyGroupMember({ GroupId: group.GroupId, Member_Account: account, Role: isAdmin ? 'Member' : 'Admin' }, done, toastError('没能修改角色')) });
    }
    const isMuted = member.ShutUpUntil > Date.now() / 1000;
    actions.push({ name: isMuted ? '解除禁言' : '禁言 10 分钟', run: (done) =>
      webim.forbidSendMsg({ GroupId: group.GroupId, Members_Account: [account], ShutUpTime: isMuted ? 0 : muteSeconds }, done, toastError('没能修改禁言')) });
  }
  if (group.Type !== 'Private' || mine === 'Owner') {
    actions.push({ name: '移出群聊', danger: true, run: (done) =>
      ask({ title: '移出群聊', text: '确定将「' + nickOf(account) + '」移出「' + group.Name + '」？', yes: '移出', danger: true }, () =>
        webim.deleteGroupMember({ GroupId: group.GroupId, Silence: 0, MemberToDel_Account: [account] }, done, toastError('没能移出成员'))) });
  }
  return actions;
}

function memberElement(group, member, changed) {
  const account = member.Member_Account;
  const tags = [];
  if (member.Role && member.Role !== 'Member') tags.push(make('span', { class: 'tag', text: webim.Tool.groupRoleEn2Ch(member.Role) }));
  if (member.ShutUpUntil > Date.now() / 1000) tags.push(make('span', { class: 'tag muted', text: '禁言中' }));
  const actions = memberActions(group, member);
  const item = make('li', { class: 'member', 'data-member': account },
    personAvatar(account),
    make('span', { class: 'member-name' }, nickElement('span', account), account === loginInfo.identifier && '（我）'),
    ...tags);
  if (actions.length) {
    const id = 'member_menu_' + Array.from(account, (c) => c.codePointAt(0).toString(36)).join('_');
    item.append(
      make('button', { class: 'icon-button', type: 'button', popovertarget: id, 'aria-label': '管理' + nickOf(account) }, icon('more')),
      make('div', { id, class: 'menu member-menu', popover: 'auto', ontoggle: placeMenu }, ...actions.map((action) =>
        make('button', { type: 'button', class: action.danger ? 'danger' : null, text: action.name, onclick: function (event) {
          event.target.closest('[popover]').hidePopover();
          action.run(changed);
        } }))));
  }
  return item;
}

// placeMenu puts a popover under its button, inside the window.
function placeMenu(event) {
  if (event.newState !== 'open') return;
  const menu = event.target;
  const button = document.querySelector('[popovertarget="' + menu.id + '"]').getBoundingClientRect();
  menu.style.left = Math.max(8, button.right - menu.offsetWidth) + 'px';
  menu.style.top = Math.min(innerHeight - menu.offsetHeight - 8, button.bottom + 4) + 'px';
}

// openInvite adds people to a group (guide 9.2). Only private groups take them
// without being asked.
function openInvite(group, members, changed) {
  const inside = new Set(members.map((member) => member.Member_Account));
  byId('invite_people').replaceChildren(...people().map((account) => personCheckbox(account, inside.has(account) ? '已在群里' : '')));
  openDialog('invite', function () {
    const accounts = checkedPeople(byId('invite_people'));
    if (!accounts.length) {
      toast('请至少选择一个人', 'error');
      return false;
    }
    const options = { GroupId: group.GroupId, MemberList: accounts.map((account) => ({ Member_Account: account })) };
    webim.addGroupMember(options, function () {
      toast('已邀请 ' + accounts.length + ' 人');
      changed();
    }, toastError('没能邀请成员'));
  });
}
