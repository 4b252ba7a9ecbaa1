// The address book: the demo's users and my friends (guide 7.5).

const friends = new Set();

function getAllFriend(cbOk) {
  const options = { From_Account: loginInfo.identifier, TimeStamp: 0, StartIndex: 0, GetCount: 100, LastStandardSequence: 0, TagList: ['Tag_Profile_IM_Nick'] };
  webim.getAllFriend(options, function (resp) {
    friends.clear();
    for (const item of resp.InfoItem || []) friends.add(item.Info_Account);
    if (cbOk) cbOk();
  }, function (err) {
    if (!isUnsupported(err)) toastError('没能取到好友列表')(err);
    if (cbOk) cbOk();
  });
}

// people answers everybody whom one may want to talk to, without me.
function people() {
  const accounts = new Set(demoUsers.map((user) => user.identifier));
  for (const account of friends) accounts.add(account);
  accounts.delete(loginInfo.identifier);
  return [...accounts];
}

function showContacts() {
  byId('contact_list').replaceChildren(...people().map((account) =>
    make('li', {}, make('a', { class: 'row', href: conversationAddress(SessionType.C2C, account), 'data-contact': account },
      make('span', { class: 'row-face' }, personAvatar(account)),
      make('span', { class: 'row-text' },
        make('span', { class: 'row-line' }, nickElement('span', account, { class: 'row-name' }), friends.has(account) && make('span', { class: 'tag', text: '好友' })),
        make('span', { class: 'row-line' }, make('span', { class: 'row-preview', text: account })))))));
}

// personCheckbox is a line of the lists that people are chosen from.
function personCheckbox(account, note) {
  return make('li', {}, make('label', { class: 'check' },
    make('input', { type: 'checkbox', value: account, disabled: Boolean(note) }),
    personAvatar(account), nickElement('span', account), make('small', { text: note || account })));
}

function checkedPeople(list) {
  return [...list.querySelectorAll('input:checked')].map((input) => input.value);
}

function addFriend(account, cbOk) {
  const options = { From_Account: loginInfo.identifier, AddFriendItem: [{ To_Account: account, AddSource: 'AddSource_Type_Unknow', AddWording: '' }] };
  webim.applyAddFriend(options, function (resp) {
    const waits = (resp.ResultItem || []).some((item) => item.ResultCode === 30539);
    toast(waits ? '申请已发出，等待对方同意' : '已加为好友');
    getAllFriend(function () {
      showContacts();
      cbOk();
    });
  }, toastError('没能加为好友'));
}
