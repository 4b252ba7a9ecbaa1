// Group tips (guide chapter 10) as the grey lines between messages. The SDK's
// toHtml() names people by their accounts; here they are named by their nicks.

const mostTipNames = 10;
const tipFieldNames = { 1: '群头像', 2: '群名称', 3: '群主', 4: '群公告', 5: '群简介' };

// tipOf answers the content of a group tip's only element.
function tipOf(msg) {
  const elem = msg && msg.elems[0];
  return elem && elem.type === 'TIMGroupTipElem' ? elem.content : null;
}

// A tip is a list of sentences: a text with {names}, and who they stand for,
// as lists of accounts. Values that are texts stand in the text already.
function tipSentences(tip) {
  const who = [tip.getOpUserId()];
  const list = tip.getUserIdList();
  const of = (text, values) => [{ text, accounts: { who, people: list, ...values } }];
  switch (tip.getOpType()) {
    case 1:
      return of(isInvitation(tip) ? '{who} 邀请 {people} 加入了群聊' : '{people} 加入了群聊', { people: list.length ? list : who });
    case 2:
      return of('{who} 退出了群聊');
    case 3:
      return of('{who} 将 {people} 移出了群聊');
    case 4:
      return of('{who} 将 {people} 设为管理员');
    case 5:
      return of('{who} 取消了 {people} 的管理员身份');
    case 6:
      return tip.getGroupInfoList().map((info) => tipField(info, who));
    case 7:
      return tip.getMemberInfoList().slice(0, mostTipNames).map((member) => tipMute(member, who));
  }
  return [{ literal: plainText(tip.toHtml()) }];
}

// isInvitation: only private groups take people in without asking them. In the
// others who appears as the operator has let an applicant in.
function isInvitation(tip) {
  const list = tip.getUserIdList();
  const group = myGroups.get(tip.getGroupId());
  return Boolean(group) && group.Type === 'Private' && list.length > 0 && !(list.length === 1 && list[0] === tip.getOpUserId());
}

function tipField(info, who) {
  const name = t(tipFieldNames[info.getType()] || '其他资料');
  if (info.getType() === 1) return { text: '{who} 更换了群头像', accounts: { who } };
  if (info.getType() === 3) return { text: '{who} 将群主转让给了 {people}', accounts: { who, people: [info.getValue()] } };
  return { text: '{who} 将{field}改为「{value}」', accounts: { who }, texts: { field: name, value: info.getValue() } };
}

function tipMute(member, who) {
  const accounts = { who, people: [member.getUserId()] };
  const seconds = member.getShutupTime();
  if (!seconds) return { text: '{who} 解除了 {people} 的禁言', accounts };
  return { text: '{who} 将 {people} 禁言 {time}', accounts, texts: { time: duration(seconds) } };
}

// tipParts answers texts and what name makes of each account.
function tipParts(tip, name) {
  return tipSentences(tip).flatMap(function ({ text, literal, accounts, texts }, i) {
    const before = i ? [t('，')] : [];
    if (literal) return [...before, literal];
    const values = { ...texts };
    for (const [key, list] of Object.entries(accounts)) values[key] = nameList(list, name);
    return [...before, ...sentence(text, values).flat()];
  });
}

function nameList(list, name) {
  const parts = list.slice(0, mostTipNames).flatMap((account, i) => (i ? [t('、'), name(account)] : [name(account)]));
  if (list.length > mostTipNames) parts.push(t(' 等 {n} 人', { n: list.length }));
  return parts;
}

function tipText(tip) {
  return tipParts(tip, shownName).join('');
}

function tipElement(tip) {
  const name = (account) => (account === loginInfo.identifier ? t('你') : nickElement('b', account));
  return make('li', { class: 'tip' }, make('span', {}, ...tipParts(tip, name)));
}
