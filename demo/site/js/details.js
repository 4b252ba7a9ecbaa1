// The panel beside the chat: a group's profile and members, or the other person.

const memberHeight = 46; // CSS pixels, as in css/details.css

let detailsFor = null; // the conversation whose details are open

function hideDetails() {
  detailsFor = null;
  byId('details').hidden = true;
  byId('details_toggle').setAttribute('aria-expanded', 'false');
}

function toggleDetails() {
  if (detailsFor) return hideDetails();
  detailsFor = openConversation;
  showDetails();
  byId('details_close').focus();
}

// showDetails shows the open conversation's, once the panel is wanted.
function showDetails() {
  if (!detailsFor) return;
  const c = (detailsFor = openConversation);
  const group = c && c.type === SessionType.GROUP ? myGroups.get(c.id) : null;
  if (!c || (c.type === SessionType.GROUP && !group)) return hideDetails();
  byId('details').hidden = false;
  byId('details_toggle').setAttribute('aria-expanded', 'true');
  byId('details_title').textContent = group ? '群资料' : '资料';
  if (group) showGroupDetails(c, group);
  else showPersonDetails(c);
}

function showPersonDetails(c) {
  const isFriend = friends.has(c.id);
  byId('details_body').replaceChildren(
    make('div', { class: 'details-card' }, personAvatar(c.id), nickElement('strong', c.id), make('small', { text: c.id })),
    isFriend
      ? make('p', { class: 'hint', text: '你们已经是好友' })
      : make('button', { class: 'button wide', type: 'button', text: '加为好友', onclick: () => addFriend(c.id, showDetails) }));
}

function showGroupDetails(c, group) {
  const role = (group.SelfInfo && group.SelfInfo.Role) || 'Member';
  const manages = role !== 'Member' || group.Type === 'Private';
  const title = make('h3', { id: 'members_title' });
  const invite = make('button', { class: 'button wide', type: 'button' }, icon('plus'), '邀请成员');
  const list = make('ul', { class: 'members', 'aria-labelledby': 'members_title' });
  const changed = function () {
    getMyGroups(() => c === detailsFor && showDetails());
  };
  const showMembers = function (members) {
    if (c !== detailsFor) return;
    title.textContent = '成员（' + members.length + '）';
    invite.disabled = false;
    invite.onclick = () => openInvite(group, members, changed);
    list.replaceChildren(...members.map((member) => memberElement(group, member, changed)));
  };
  byId('details_body').replaceChildren(
    make('div', { class: 'details-card' }, avatar(SessionType.GROUP, group.GroupId, '', group.FaceUrl), make('strong', { text: group.Name }),
      make('small', { text: webim.Tool.groupTypeEn2Ch(group.Type) + ' · 我是' + webim.Tool.groupRoleEn2Ch(role) })),
    groupFacts(group, manages), title, group.Type === 'Private' ? invite : make('p', { class: 'hint', text: '把群 ID 发给别人，对方就可以申请加入。' }), list,
    leaveButton(group, role));
  if (groupMembers.has(c.id)) showMembers(groupMembers.get(c.id));
  else {
    title.textContent = '成员（' + group.MemberNum + '）';
    invite.disabled = true;
    list.style.minHeight = group.MemberNum * memberHeight + 'px'; // what comes moves nothing
  }
  getGroupMemberInfo(c.id, showMembers);
}

function groupFacts(group, manages) {
  return make('dl', { class: 'facts' },
    make('dt', { text: '群 ID' }),
    make('dd', {}, make('code', { text: group.GroupId }),
      make('button', { class: 'icon-button', type: 'button', title: '复制', 'aria-label': '复制群 ID', onclick: () => copyText(group.GroupId) }, icon('copy'))),
    make('dt', { text: '群公告' }),
    make('dd', {}, make('span', { text: group.Notification || '还没有公告' }),
      manages && make('button', { class: 'icon-button', type: 'button', title: '修改', 'aria-label': '修改群资料', onclick: () => openEditGroup(group) }, icon('edit'))));
}

function copyText(text) {
  navigator.clipboard.writeText(text).then(() => toast('已复制'), () => toast('浏览器不允许复制，请手动选择文字', 'error'));
}

// openEditGroup changes name and notification (guide 8.10). The tip that
// follows brings the change back.
function openEditGroup(group) {
  byId('edit_group_name').value = group.Name;
  byId('edit_group_notification').value = group.Notification || '';
  openDialog('edit_group', function () {
    const name = webim.Tool.trimStr(byId('edit_group_name').value);
    const notification = byId('edit_group_notification').value;
    if (!isGroupName(name)) return false;
    if (webim.Tool.getStrBytes(notification) > 150) {
      toast('群公告太长，最多 50 个汉字', 'error');
      return false;
    }
    webim.modifyGroupBaseInfo({ GroupId: group.GroupId, Name: name, Notification: notification }, function () {
      toast('群资料已保存');
      getMyGroups(showDetails);
    }, toastError('没能保存群资料'));
  });
}

// leaveButton: an owner dissolves the group, others leave it (guide 8.6, 8.7). A
// private group's owner leaves as well.
function leaveButton(group, role) {
  const destroys = role === 'Owner' && group.Type !== 'Private';
  const word = destroys ? '解散群' : '退出群聊';
  const gone = function () {
    toast(destroys ? '群已解散' : '已退出群聊');
    forgetConversation(SessionType.GROUP, group.GroupId);
    goTo('#/');
    getMyGroups();
  };
  return make('button', { class: 'button wide danger', type: 'button', text: word, onclick: () =>
    ask({ title: word, text: destroys ? '解散后所有成员都不能再使用「' + group.Name + '」。' : '退出后不再接收「' + group.Name + '」的消息。', yes: word, danger: true }, () =>
      (destroys ? webim.destroyGroup : webim.quitGroup)({ GroupId: group.GroupId }, gone, toastError('没能' + word))) });
}

function initDetails() {
  const close = function () {
    hideDetails();
    byId('details_toggle').focus();
  };
  byId('details_toggle').onclick = toggleDetails;
  byId('details_close').onclick = close;
  byId('details').onkeydown = (event) => event.key === 'Escape' && !event.target.closest('[popover]') && close();
}
