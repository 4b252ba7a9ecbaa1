// The user's blacklist (guide 7.7 to 7.9).

import { ask } from '../page/dialogs.js';
import { isUnsupported } from '../page/errors.js';
import { emit } from '../page/events.js';
import { t } from '../page/i18n.js';
import { toast, toastError } from '../page/toasts.js';
import { getAllFriend } from './friends.js';
import { nickOf } from './names.js';
import { loginInfo } from './users.js';

export const blackList = new Set();

export function getBlackList() {
  const found = [];
  const page = function (start) {
    webim.getBlackList({ From_Account: loginInfo.identifier, StartIndex: start, MaxLimited: 100, LastSequence: 0 }, function (resp) {
      for (const item of resp.BlackListItem || []) found.push(item.To_Account || item.Black_Account);
      if (resp.StartIndex) return page(resp.StartIndex);
      blackList.clear();
      for (const account of found) blackList.add(account);
      emit('relations');
    }, function (err) {
      if (!isUnsupported(err)) toastError(t('没能取到黑名单'))(err);
    });
  };
  page(0);
}

export function addBlackList(account) {
  ask({ title: t('加入黑名单'), text: t('将不再收到「{name}」的消息和好友申请；如果是好友，也会从你的好友列表中移除。', { name: nickOf(account) }), yes: t('加入黑名单'), danger: true }, function () {
    webim.addBlackList({ From_Account: loginInfo.identifier, To_Account: [account] }, function () {
      toast(t('已加入黑名单'));
      getBlackList();
      getAllFriend();
    }, toastError(t('没能加入黑名单')));
  });
}

export function deleteBlackList(account) {
  webim.deleteBlackList({ From_Account: loginInfo.identifier, To_Account: [account] }, function () {
    toast(t('已移出黑名单'));
    getBlackList();
  }, toastError(t('没能移出黑名单')));
}
