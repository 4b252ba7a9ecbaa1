// The user's friends (guide 7.1, 7.5, 7.6). The server's list is authoritative: it is
// fetched again after every change.

import { ask } from '../page/dialogs.js';
import { isUnsupported } from '../page/errors.js';
import { emit } from '../page/events.js';
import { t } from '../page/i18n.js';
import { toast, toastError } from '../page/toasts.js';
import { nickOf, suggestNick } from './names.js';
import { loginInfo } from './users.js';

export const friends = new Map(); // account -> {remark}

export function getAllFriend() {
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
      emit('relations');
    }, function (err) {
      if (!isUnsupported(err)) toastError(t('没能取到好友列表'))(err);
    });
  };
  page(0);
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
