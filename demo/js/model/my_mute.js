// While the user is muted in a group, the composer is replaced by the reason and the
// remaining time. The sources are the tip (public groups), the list of members, and the
// error of a message that was refused.

import { ERROR } from '../page/errors.js';
import { emit, on } from '../page/events.js';
import { t } from '../page/i18n.js';
import { duration } from '../page/times.js';
import { myGroups } from './groups.js';
import { loginInfo } from './users.js';

const maxMembersFetched = 200;

let timer = 0;

function isMutedHere(c) {
  return c.mutedUntil > Date.now() / 1000;
}

// fetchMyMute checks whether the user is muted in a group that was just opened.
export function fetchMyMute(c) {
  const group = myGroups.get(c.id);
  if (!group || group.Type === 'Private' || (group.SelfInfo && group.SelfInfo.Role === 'Owner')) return;
  if (group.MemberNum > maxMembersFetched) return; // the error of a message reports it as well
  const options = { GroupIdList: [c.id], GroupBaseInfoFilter: ['Type'], MemberInfoFilter: ['Account', 'ShutUpUntil'] };
  webim.getGroupInfo(options, function (resp) {
    const me = ((resp.GroupInfo[0] || {}).MemberList || []).find((member) => member.Member_Account === loginInfo.identifier);
    if (me) setMutedUntil(c, me.ShutUpUntil || 0);
  }, () => {}); // best effort, as above
}

// onMuteTip handles a tip about muted members.
function onMuteTip(c, tip) {
  if (tip.getOpType() !== webim.GROUP_TIP_TYPE.MODIFY_MEMBER_INFO) return;
  for (const member of tip.getMemberInfoList()) {
    if (member.getUserId() === loginInfo.identifier) setMutedUntil(c, Date.now() / 1000 + Number(member.getShutupTime()));
  }
}

// onMuteError parses the remaining time from the server's error text.
export function onMuteError(c, err) {
  const left = err.ErrorCode === ERROR.MUTED && /(\d+) seconds/.exec(err.SrcErrorInfo || err.ErrorInfo || '');
  if (left) setMutedUntil(c, Date.now() / 1000 + Number(left[1]));
}

function setMutedUntil(c, until) {
  c.mutedUntil = until;
  emit('writable', c);
}

// blockedReason returns the reason why no message can be sent to a conversation now, or ''.
export function blockedReason(c) {
  if (c.closed) return c.closed;
  clearTimeout(timer);
  if (!isMutedHere(c)) return '';
  const left = Math.ceil(c.mutedUntil - Date.now() / 1000);
  timer = setTimeout(() => emit('writable', c), left > 90 ? (left % 60 || 60) * 1000 : 1000);
  return t('你已被禁言，还剩 {time}', { time: left > 90 ? duration(Math.ceil(left / 60) * 60) : t('{n} 秒', { n: left }) });
}

on('tip', onMuteTip);
