// Group tips (guide chapter 10), the grey lines between messages. They have nicks where the
// SDK's toHtml() has accounts.

import { plainText } from '../page/dom.js';
import { sentence, t } from '../page/i18n.js';
import { duration } from '../page/times.js';
import { myGroups } from './groups.js';
import { shownName } from './profiles.js';

const maxTipNames = 10;
const TIP = webim.GROUP_TIP_TYPE;
const FIELD = webim.GROUP_TIP_MODIFY_GROUP_INFO_TYPE;
const fieldTexts = {
  [FIELD.FACE_URL]: '{who}更换了群头像',
  [FIELD.NAME]: '{who}将群名称改为「{value}」',
  [FIELD.OWNER]: '{who}将群主转让给了{people}',
  [FIELD.NOTIFICATION]: '{who}将群公告改为「{value}」',
  [FIELD.INTRODUCTION]: '{who}将群简介改为「{value}」',
};

// tipOf returns the content of a group tip's only element.
export function tipOf(msg) {
  const elem = msg && msg.elems[0];
  return elem && elem.type === webim.MSG_ELEMENT_TYPE.GROUP_TIP ? elem.content : null;
}

// tipSentences returns the sentences of a tip: texts with {names}, and the accounts of each
// name.
function tipSentences(tip) {
  const who = [tip.getOpUserId()];
  const list = tip.getUserIdList();
  const of = (text, values) => [{ text, accounts: { who, people: list, ...values } }];
  switch (tip.getOpType()) {
    case TIP.JOIN:
      return of(isInvitation(tip) ? '{who}邀请{people}加入了群聊' : '{people}加入了群聊', { people: list.length ? list : who });
    case TIP.QUIT:
      return of('{who}退出了群聊');
    case TIP.KICK:
      return of('{who}将{people}移出了群聊');
    case TIP.SET_ADMIN:
      return of('{who}将{people}设为管理员');
    case TIP.CANCEL_ADMIN:
      return of('{who}取消了{people}的管理员身份');
    case TIP.MODIFY_GROUP_INFO:
      return tip.getGroupInfoList().map((info) => tipField(info, who));
    case TIP.MODIFY_MEMBER_INFO:
      return tip.getMemberInfoList().slice(0, maxTipNames).map((member) => tipMute(member, who));
  }
  return [{ literal: plainText(tip.toHtml()) }];
}

// isInvitation reports whether a member was invited, which only private groups allow. In
// others the operator of the tip has accepted an application.
function isInvitation(tip) {
  const list = tip.getUserIdList();
  const group = myGroups.get(tip.getGroupId());
  return Boolean(group) && group.Type === 'Private' && list.length > 0 && !(list.length === 1 && list[0] === tip.getOpUserId());
}

function tipField(info, who) {
  const value = info.getValue();
  const accounts = info.getType() === FIELD.OWNER ? { who, people: [value] } : { who };
  return { text: fieldTexts[info.getType()] || '{who}修改了群资料', accounts, texts: { value } };
}

function tipMute(member, who) {
  const accounts = { who, people: [member.getUserId()] };
  const seconds = member.getShutupTime();
  if (!seconds) return { text: '{who}解除了{people}的禁言', accounts };
  return { text: '{who}将{people}禁言 {time}', accounts, texts: { time: duration(seconds) } };
}

// tipParts returns the texts, and the result of name for each account.
export function tipParts(tip, name) {
  return tipSentences(tip).flatMap(function ({ text, literal, accounts, texts }, i) {
    const before = i ? [t('，')] : [];
    if (literal) return [...before, literal];
    const values = { ...texts };
    for (const [key, list] of Object.entries(accounts)) values[key] = nameList(list, name);
    if (i) values.who = ''; // the operator is named once
    const parts = sentence(text, values).flat();
    if (i) parts[0] = parts[0].trimStart();
    return [...before, ...parts];
  });
}

function nameList(list, name) {
  const parts = list.slice(0, maxTipNames).flatMap((account, i) => (i ? [t('、'), name(account)] : [name(account)]));
  if (list.length > maxTipNames) parts.push(t(' 等 {n} 人', { n: list.length }));
  return parts;
}

export function tipText(tip) {
  return tipParts(tip, shownName).join('');
}
