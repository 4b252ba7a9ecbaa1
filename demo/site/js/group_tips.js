// Group tips (guide chapter 10) as the grey lines between messages. The SDK's
// toHtml() names people by their accounts; here they are named by their nicks.

const mostTipNames = 10;
const tipFieldNames = { 1: '群头像', 2: '群名称', 3: '群主', 4: '群公告', 5: '群简介' };

// A sentence is a list of texts and of accounts: {account}.
function tipSentence(tip) {
  const who = { account: tip.getOpUserId() };
  const list = tip.getUserIdList();
  const people = tipPeople(list);
  switch (tip.getOpType()) {
    case 1:
      return list.length === 0 || (list.length === 1 && list[0] === who.account)
        ? [who, ' 加入了群聊']
        : [who, ' 邀请 ', ...people, ' 加入了群聊'];
    case 2:
      return [who, ' 退出了群聊'];
    case 3:
      return [who, ' 将 ', ...people, ' 移出了群聊'];
    case 4:
      return [who, ' 将 ', ...people, ' 设为管理员'];
    case 5:
      return [who, ' 取消了 ', ...people, ' 的管理员身份'];
    case 6:
      return [who, ' 修改了群资料', ...tip.getGroupInfoList().flatMap(tipField)];
    case 7:
      return [who, ' ', ...tip.getMemberInfoList().slice(0, mostTipNames).flatMap(tipMute)];
  }
  return [plainText(tip.toHtml())];
}

function tipPeople(list) {
  const parts = [];
  for (const account of list.slice(0, mostTipNames)) {
    if (parts.length) parts.push('、');
    parts.push({ account });
  }
  if (list.length > mostTipNames) parts.push(' 等 ' + list.length + ' 人');
  return parts;
}

function tipField(info, i) {
  const name = (i ? '，' : '：') + (tipFieldNames[info.getType()] || '其他资料');
  if (info.getType() === 1) return [name + '已更换'];
  if (info.getType() === 3) return [name + '现在是 ', { account: info.getValue() }];
  return [name + '改为「' + info.getValue() + '」'];
}

function tipMute(member, i) {
  const before = i ? '，' : '';
  const person = { account: member.getUserId() };
  const seconds = member.getShutupTime();
  if (!seconds) return [before + '解除了 ', person, ' 的禁言'];
  return [before + '将 ', person, ' 禁言 ' + duration(seconds)];
}

function duration(seconds) {
  if (seconds % 86400 === 0) return seconds / 86400 + ' 天';
  if (seconds % 3600 === 0) return seconds / 3600 + ' 小时';
  if (seconds % 60 === 0) return seconds / 60 + ' 分钟';
  return seconds + ' 秒';
}

function tipText(tip) {
  return tipSentence(tip).map((part) => (part.account ? personName(part.account) : part)).join('');
}

function tipElement(tip) {
  const parts = tipSentence(tip).map((part) => {
    if (!part.account) return part;
    return part.account === loginInfo.identifier ? '你' : nickElement('b', part.account);
  });
  return make('li', { class: 'tip' }, make('span', {}, ...parts));
}

function personName(account) {
  return account === loginInfo.identifier ? '你' : nickOf(account);
}
