// Converts errors of the SDK or the server to text for users. The SDK's ErrorInfo is for
// developers: it contains the request.

import { t } from './i18n.js';

// Error codes: NETWORK is the SDK's, the others are the server's.
export const ERROR = {
  NETWORK: -2,
  UNKNOWN_COMMAND: 10003,
  NO_PERMISSION: 10007,
  NO_GROUP: 10010,
  ALREADY_IN: 10013,
  INVALID_GROUP: 10015,
  MUTED: 10017,
  NEEDS_CONSENT: 30539, // of the new friend
  NOT_SUPPORTED: 60004,
  SIGNATURE_EXPIRED: 70001,
  SIGNATURE_INVALID: 70003,
  SIGNATURE_REFUSED: 70009,
  ACCOUNT_DISABLED: 70101,
  SESSION_EXPIRED: 91000,
};

const errorTexts = {
  [ERROR.NETWORK]: '网络不通，请检查网络后重试',
  '-4': '尚未登录，请重新进入页面',
  '-5': '登录已失效，请重新登录',
  10004: '填写的内容不符合要求，请修改后重试',
  10005: '一次选择的人太多，请分几次操作',
  10006: '操作太频繁，请稍后再试',
  [ERROR.NO_PERMISSION]: '没有权限执行这个操作',
  10009: '群主不能退群，可以解散群',
  [ERROR.NO_GROUP]: '群不存在，或者已经解散',
  [ERROR.ALREADY_IN]: '已经是群成员了',
  10014: '群已满员，无法加入',
  [ERROR.INVALID_GROUP]: '群 ID 不正确，请检查后重试',
  [ERROR.MUTED]: '你已被禁言，暂时不能在群里发言',
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
  [ERROR.NOT_SUPPORTED]: '服务器还不支持这个功能',
  [ERROR.SIGNATURE_EXPIRED]: '签名已过期，请重新登录',
  [ERROR.SIGNATURE_INVALID]: '签名无效，请重新登录',
  [ERROR.SIGNATURE_REFUSED]: '签名无效，请重新登录',
  [ERROR.ACCOUNT_DISABLED]: '这个帐号已被管理员停用',
  80001: '内容包含不允许的文字，请修改后重试',
  [ERROR.SESSION_EXPIRED]: '登录已失效，请重新登录',
};

// errorText returns a sentence that says what to do. Errors of the 1.3 SDK have no
// ErrorCode, and its text begins with the server's code. The relevant code of a batch
// of one is that of its only item.
export function errorText(err) {
  const info = String((err && (err.SrcErrorInfo || err.ErrorInfo)) || '');
  const code = (err && err.ErrorCode !== 99999 && err.ErrorCode) || (/^\[(-?\d+)\]/.exec(info) || [])[1];
  if (errorTexts[code]) return t(errorTexts[code]);
  if (isNetworkError(err)) return t(errorTexts[ERROR.NETWORK]);
  const first = info.replace(/^\[-?\d+\]/, '').split('\n')[0];
  return (first || t('操作没有成功，请稍后重试')) + (code ? ' (' + code + ')' : '');
}

// isNetworkError reports whether the server was not reached. 1.3 only has a text for it.
export function isNetworkError(err) {
  return Boolean(err) && (err.ErrorCode === ERROR.NETWORK || /请求服务器失败/.test(err.ErrorInfo || ''));
}

// isUnsupported reports whether the server does not support the command.
export function isUnsupported(err) {
  return [ERROR.NOT_SUPPORTED, ERROR.UNKNOWN_COMMAND].includes(err && err.ErrorCode);
}

// isSignedOut reports whether the session is no longer valid.
export function isSignedOut(err) {
  const ends = [ERROR.SIGNATURE_EXPIRED, ERROR.SIGNATURE_INVALID, ERROR.SIGNATURE_REFUSED, ERROR.ACCOUNT_DISABLED, ERROR.SESSION_EXPIRED];
  return ends.includes(err && err.ErrorCode);
}
