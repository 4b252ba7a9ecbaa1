// Pending friend requests, received and sent (guide 7.2 to 7.4). 1.7 reports them; a
// 1.3 page has to poll.

import { showTab } from '../navigation.js';
import { byId, make } from '../page/dom.js';
import { isUnsupported } from '../page/errors.js';
import { sentence, t } from '../page/i18n.js';
import { isNews, messageTime } from '../page/times.js';
import { toast, toastError } from '../page/toasts.js';
import { personAvatar } from '../view/avatars.js';
import { showDetails } from '../view/details.js';
import { getBlackList } from './black_list.js';
import { getAllFriend } from './friends.js';
import { showNoticeCount } from './group_notices.js';
import { keepForMe, keptForMe } from './my_storage.js';
import { nickOf, suggestNick } from './names.js';
import { nickElement } from './profiles.js';
import { loginInfo } from './users.js';

const friendRequests = { ComeIn: [], SendOut: [] }; // [{To_Account, AddTime, AddWording, Nick}]
let requestsSeen = 0; // AddTime of the newest one that was viewed

export function loadSeenRequests() {
  requestsSeen = keptForMe('requests_seen', 0);
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
      if (kind === 'ComeIn' && !before.has(request.To_Account) && isNews(request.AddTime) && byId('panel_notices').hidden) {
        toast(t('{name}申请加你为好友', { name: nickOf(request.To_Account) }), 'news', () => showTab('notices'));
      }
    }
    showFriendRequests();
    showDetails();
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

// newRequests returns the number of requests that were not viewed.
export function newRequests() {
  return friendRequests.ComeIn.filter((request) => request.AddTime > requestsSeen).length;
}

export function showFriendRequests() {
  if (!byId('panel_notices').hidden && friendRequests.ComeIn.length) {
    requestsSeen = Math.max(requestsSeen, ...friendRequests.ComeIn.map((request) => request.AddTime));
    keepForMe('requests_seen', requestsSeen);
  }
  const items = [...friendRequests.ComeIn.map(incomingRequest), ...friendRequests.SendOut.map(outgoingRequest)];
  byId('requests_part').hidden = !items.length;
  byId('request_list').replaceChildren(...items);
  showNoticeCount();
}

function incomingRequest({ To_Account, AddTime, AddWording }) {
  const respond = (action) => () => responseFriend(To_Account, action);
  return requestElement(To_Account, AddTime, sentence('{who}申请加你为好友', { who: nickElement('b', To_Account) }), AddWording, 'ComeIn',
    make('button', { class: 'button small primary', type: 'button', text: t('同意'), onclick: respond('AgreeAndAdd') }),
    make('button', { class: 'button small', type: 'button', text: t('拒绝'), onclick: respond('Reject') }),
    make('button', { class: 'button small', type: 'button', text: t('删除'), onclick: () => deletePendency('ComeIn', To_Account) }));
}

function outgoingRequest({ To_Account, AddTime, AddWording }) {
  return requestElement(To_Account, AddTime, sentence('你申请加{who}为好友，等待对方同意', { who: nickElement('b', To_Account) }), AddWording, 'SendOut',
    make('button', { class: 'button small', type: 'button', text: t('撤回'), onclick: () => deletePendency('SendOut', To_Account) }));
}

function requestElement(account, time, text, wording, kind, ...buttons) {
  return make('li', { class: 'notice', 'data-request': kind, 'data-from': account },
    personAvatar(account),
    make('div', { class: 'notice-text' },
      make('p', {}, ...text),
      wording && make('p', { class: 'notice-remark', text: t('附言：') + wording }),
      make('small', { text: messageTime(time) }),
      make('div', { class: 'notice-answers' }, ...buttons)));
}

function responseFriend(account, action) {
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

function deletePendency(kind, account) {
  webim.deletePendency({ From_Account: loginInfo.identifier, PendencyType: 'Pendency_Type_' + kind, To_Account: [account] }, function () {
    toast(kind === 'SendOut' ? t('已撤回申请') : t('已删除申请'));
    getFriendRequests();
  }, function (err) {
    toastError(t('没能删除申请'))(err);
    getFriendRequests();
  });
}

// friendSystemNotifys are the listeners of 1.7 for friends, requests and the black list.
export const friendSystemNotifys = {
  [webim.FRIEND_NOTICE_TYPE.FRIEND_ADD]: () => (getAllFriend(), getFriendRequests()),
  [webim.FRIEND_NOTICE_TYPE.FRIEND_DELETE]: () => getAllFriend(),
  [webim.FRIEND_NOTICE_TYPE.PENDENCY_ADD]: getFriendRequests,
  [webim.FRIEND_NOTICE_TYPE.PENDENCY_DELETE]: getFriendRequests,
  [webim.FRIEND_NOTICE_TYPE.BLACK_LIST_ADD]: () => getBlackList(),
  [webim.FRIEND_NOTICE_TYPE.BLACK_LIST_DELETE]: () => getBlackList(),
};
