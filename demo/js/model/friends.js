// The user's friends (guide 7.1, 7.5, 7.6). The server's list is authoritative: it is
// fetched again after every change.

import { ask } from '../page/dialogs.js';
import { isUnsupported } from '../page/errors.js';
import { t } from '../page/i18n.js';
import { toast, toastError } from '../page/toasts.js';
import { showContacts } from '../view/contacts.js';
import { showDetails } from '../view/details.js';
import { getFriendRequests } from './friend_requests.js';
import { nickOf, suggestNick } from './names.js';
import { loginInfo } from './users.js';

export const friends = new Map(); // account -> {remark}

export function getAllFriend(cbOk) {
  const found = new Map();
  const page = function (start) {
    const options = {
      From_Account: loginInfo.identifier, TimeStamp: 0, StartIndex: start, GetCount: 100, LastStandardSequence: 0,
      TagList: ['Tag_Profile_IM_Nick', 'Tag_SNS_IM_Remark'],
    };
    webim.getAllFriend(options, function (resp) {
      for (const item of resp.InfoItem || []) {
        found.set(item.Info_Account, {});
        for (const { Tag, Value } of item.SnsProfileItem || []) if (Tag === 'Tag_Profile_IM_Nick') suggestNick(item.Info_Account, Value);
      }
      if (resp.StartIndex) return page(resp.StartIndex);
      friends.clear();
      for (const [account, friend] of found) friends.set(account, friend);
      relationsChanged();
      if (cbOk) cbOk();
    }, function (err) {
      if (!isUnsupported(err)) toastError(t('没能取到好友列表'))(err);
    });
  };
  page(0);
}

// relationsChanged redraws everything that depends on friends or the black list.
export function relationsChanged() {
  showContacts();
  showDetails();
}

// applyAddFriend sends a request, which the other user may have to accept (6.1).
export function applyAddFriend(account, wording, cbOk) {
  const options = { From_Account: loginInfo.identifier, AddFriendItem: [{ To_Account: account, AddSource: 'AddSource_Type_Unknow', AddWording: wording }] };
  webim.applyAddFriend(options, function (resp) {
    const waits = (resp.ResultItem || []).some((item) => item.ResultCode === 30539);
    toast(waits ? t('申请已发出，等待对方同意') : t('已加为好友'));
    getAllFriend();
    getFriendRequests();
    if (cbOk) cbOk(waits);
  }, toastError(t('没能加为好友')));
}

// deleteFriend ends the friendship on both sides.
export function deleteFriend(account) {
  ask({ title: t('删除好友'), text: t('「{name}」也会从你们双方的好友列表中消失，聊天记录不受影响。', { name: nickOf(account) }), yes: t('删除'), danger: true }, function () {
    webim.deleteFriend({ From_Account: loginInfo.identifier, To_Account: [account], DeleteType: 'Delete_Type_Both' }, function () {
      toast(t('已删除好友'));
      getAllFriend();
    }, toastError(t('没能删除好友')));
  });
}
