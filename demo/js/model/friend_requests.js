// Pending friend requests, received and sent (guide 7.2 to 7.4). 1.7 reports them; a
// 1.3 page has to poll.

import { ERROR, isUnsupported } from '../page/errors.js';
import { emit, on } from '../page/events.js';
import { t } from '../page/i18n.js';
import { isNews } from '../page/times.js';
import { toast, toastError } from '../page/toasts.js';
import { getBlackList } from './black_list.js';
import { getAllFriend } from './friends.js';
import { saveForUser, savedForUser } from './my_storage.js';
import { nickOf, suggestNick } from './names.js';
import { loginInfo } from './users.js';

export const friendRequests = { ComeIn: [], SendOut: [] }; // [{To_Account, AddTime, AddWording, Nick}]
let viewedUntil = 0; // AddTime of the newest one that was viewed

export function loadSeenRequests() {
  viewedUntil = savedForUser('requests_seen', 0);
}

export function getFriendRequests() {
  for (const kind of Object.keys(friendRequests)) getPendency(kind);
}

function getPendency(kind) {
  const options = { From_Account: loginInfo.identifier, PendencyType: 'Pendency_Type_' + kind, StartTime: 0, MaxLimited: 100, LastSequence: 0 };
  webim.getPendency(options, function (resp) {
    const before = new Set(friendRequests[kind].map((request) => request.To_Account));
    friendRequests[kind] = resp.PendencyItem || [];
    for (const request of friendRequests[kind]) {
      suggestNick(request.To_Account, request.Nick);
      if (kind === 'ComeIn' && !before.has(request.To_Account) && isNews(request.AddTime)) {
        emit('request', t('{name}申请加你为好友', { name: nickOf(request.To_Account) }));
      }
    }
    emit('requests');
  }, function (err) {
    if (!isUnsupported(err)) toastError(t('没能取到好友申请'))(err);
  });
}

export function requestTo(account) {
  return friendRequests.SendOut.find((request) => request.To_Account === account);
}

export function requestFrom(account) {
  return friendRequests.ComeIn.find((request) => request.To_Account === account);
}

// requestsViewed is called when the user views the requests.
export function requestsViewed() {
  if (!friendRequests.ComeIn.length) return;
  viewedUntil = Math.max(viewedUntil, ...friendRequests.ComeIn.map((request) => request.AddTime));
  saveForUser('requests_seen', viewedUntil);
}

// newRequests returns the number of requests that were not viewed.
export function newRequests() {
  return friendRequests.ComeIn.filter((request) => request.AddTime > viewedUntil).length;
}

// applyAddFriend sends a request, which the other user may have to accept (6.1).
export function applyAddFriend(account, wording, cbOk) {
  const options = { From_Account: loginInfo.identifier, AddFriendItem: [{ To_Account: account, AddSource: 'AddSource_Type_Unknow', AddWording: wording }] };
  webim.applyAddFriend(options, function (resp) {
    const waits = (resp.ResultItem || []).some((item) => item.ResultCode === ERROR.NEEDS_CONSENT);
    toast(waits ? t('申请已发出，等待对方同意') : t('已加为好友'));
    getAllFriend();
    getFriendRequests();
    if (cbOk) cbOk(waits);
  }, toastError(t('没能加为好友')));
}

// answerRequest accepts or refuses a request: AgreeAndAdd or Reject.
export function answerRequest(account, action) {
  const options = { From_Account: loginInfo.identifier, ResponseFriendItem: [{ To_Account: account, ResponseAction: 'Response_Action_' + action }] };
  webim.responseFriend(options, function () {
    toast(action === 'Reject' ? t('已拒绝') : t('已加为好友'));
    getAllFriend();
    getFriendRequests();
  }, function (err) {
    toastError(t('没能处理好友申请'))(err);
    getFriendRequests(); // it may have been answered in another window
  });
}

// deleteRequest deletes a received request, or withdraws a sent one.
export function deleteRequest(kind, account) {
  webim.deletePendency({ From_Account: loginInfo.identifier, PendencyType: 'Pendency_Type_' + kind, To_Account: [account] }, function () {
    toast(kind === 'SendOut' ? t('已撤回申请') : t('已删除申请'));
    getFriendRequests();
  }, function (err) {
    toastError(t('没能删除申请'))(err);
    getFriendRequests();
  });
}

// friendSystemNotifys are the listeners of 1.7 for friends, requests and the blacklist.
export const friendSystemNotifys = {
  [webim.FRIEND_NOTICE_TYPE.FRIEND_ADD]: () => (getAllFriend(), getFriendRequests()),
  [webim.FRIEND_NOTICE_TYPE.FRIEND_DELETE]: () => getAllFriend(),
  [webim.FRIEND_NOTICE_TYPE.PENDENCY_ADD]: getFriendRequests,
  [webim.FRIEND_NOTICE_TYPE.PENDENCY_DELETE]: getFriendRequests,
  [webim.FRIEND_NOTICE_TYPE.BLACK_LIST_ADD]: () => getBlackList(),
  [webim.FRIEND_NOTICE_TYPE.BLACK_LIST_DELETE]: () => getBlackList(),
};

on('reconnected', () => loginInfo.identifier && getFriendRequests());
