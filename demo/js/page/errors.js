// Converts errors of the SDK or the server to text for users. The SDK's ErrorInfo is for
// developers: it contains the request.

import { t } from './i18n.js';

export const NETWORK_ERROR = -2; // the SDK's
export const NO_GROUP = 10010;
export const ALREADY_IN = 10013;
export const BAD_GROUP = 10015;
export const MUTED = 10017; // the server's
const DISABLED = 70101; // the account, by an administrator

const errorTexts = {
  '-2': '网络不通，请检查网络后重试',
  '-4': '尚未登录，请重新进入页面',
  '-5': '登录已失效，请重新登录',
  10004: '填写的内容不符合要求，请修改后重试',
  10005: '一次选择的人太多，请分几次操作',
  10006: '操作太频繁，请稍后再试',
  10007: '没有权限执行这个操作',
  10009: '群主不能退群，可以解散群',
  [NO_GROUP]: '群不存在，或者已经解散',
  [ALREADY_IN]: '已经是群成员了',
  10014: '群已满员，无法加入',
  [BAD_GROUP]: '群 ID 不正确，请检查后重试',
  [MUTED]: '你已被禁言，暂时不能在群里发言',
  10019: '选择的用户不存在',
  20003: '对方帐号不存在',
  20007: '对方已将你加入黑名单，消息没有送达',
  30515: '你已将对方加入黑名单，请先移出',
  30516: '对方不接受任何好友申请',
  30519: '你的好友已满',
  30520: '你们已经是好友了',
  30521: '没有这个帐号，请检查后重试',
  30525: '对方已将你加入黑名单',
  30535: '对方的好友已满',
  30614: '这条申请已经处理过了',
  31307: '对方已经在黑名单里了',
  31704: '你们已经不是好友了',
  40604: '填写的内容太长，请缩短后重试',
  60004: '服务器还不支持这个功能',
  70001: '签名已过期，请重新登录',
  70003: '签名无效，请重新登录',
  70009: '签名无效，请重新登录',
  [DISABLED]: '这个帐号已被管理员停用',
  80001: '内容包含不允许的文字，请修改后重试',
  91000: '登录已失效，请重新登录',
};

// errorText returns a sentence that says what to do. Errors of the 1.3 SDK have no
// ErrorCode, and its text begins with the server's code. The relevant code of a batch
// of one is that of its only item.
export function errorText(err) {
  const info = String((err && (err.SrcErrorInfo || err.ErrorInfo)) || '');
  const code = (err && err.ErrorCode !== 99999 && err.ErrorCode) || (/^\[(-?\d+)\]/.exec(info) || [])[1];
  if (errorTexts[code]) return t(errorTexts[code]);
  if (isNetworkError(err)) return t(errorTexts['-2']);
  const first = info.replace(/^\[-?\d+\]/, '').split('\n')[0];
  return (first || t('操作没有成功，请稍后重试')) + (code ? ' (' + code + ')' : '');
}

// isNetworkError reports whether the server was not reached. 1.3 only has a text for it.
export function isNetworkError(err) {
  return Boolean(err) && (err.ErrorCode === NETWORK_ERROR || /请求服务器失败/.test(err.ErrorInfo || ''));
}

// isUnsupported reports whether the server does not support the command.
export function isUnsupported(err) {
  return Boolean(err) && (err.ErrorCode === 60004 || err.ErrorCode === 10003);
}

// isSignedOut reports whether the session is no longer valid.
export function isSignedOut(err) {
  return [70001, 70003, 70009, DISABLED, 91000].includes(err && err.ErrorCode);
}
