// Version 1.7 of the API: webim.login has callbacks, the connection is reported,
// one-to-one messages have history and receipts, and live rooms exist.

import { isUnsupported } from '../page/errors.js';
import { emit } from '../page/events.js';
import { t } from '../page/i18n.js';
import { toastError } from '../page/toasts.js';
import { onConnNotify, onKicked, onSessionEnd } from './connection.js';
import { conversation } from './conversations.js';
import { friendSystemNotifys } from './friend_requests.js';
import { groupSystemNotifys, onReadElsewhere } from './group_notices.js';
import { c2cPage, loadHistory } from './history.js';
import { onGroupInfoChangeNotify } from './joined_groups.js';
import { suggestNick } from './names.js';
import { onProfileChanged, takeProfile } from './profiles.js';
import { onC2cRead, setReadTime } from './receipts.js';
import { onMsgNotify } from './receiving.js';
import { addHistory } from './rows.js';
import { isTypingData, typingStarted } from './typing.js';
import { loginInfo } from './users.js';

// Numbers without a constant in the SDK.
const C2C_EVENT = { READ: 92, KICKED: 96 };
const PROFILE_MODIFIED = 1;
const POLL_EVENT_C2C = 9;

export const dialect17 = {
  sendsFiles: true,
  searchesByName: true,
  hasRooms: true,

  signIn(cbOk, cbErr) {
    const listeners = {
      onConnNotify,
      onMsgNotify,
      onBigGroupMsgNotify: (msgs) => emit('roomMessages', msgs),
      onGroupInfoChangeNotify,
      onGroupSystemNotifys: { ...groupSystemNotifys, [webim.GROUP_SYSTEM_TYPE.READED]: onReadElsewhere },
      onFriendSystemNotifys: friendSystemNotifys,
      onProfileSystemNotifys: { [PROFILE_MODIFIED]: onProfileChanged },
      onC2cEventNotifys: { [C2C_EVENT.READ]: onC2cRead, [C2C_EVENT.KICKED]: onKicked },
      onSessionEnd,
      onKickedEventCall: onKicked,
      onLongPullingNotify: findTypingNotices,
    };
    webim.login(loginInfo, listeners, { isAccessFormalEnv: true, isLogOn: false }, function (resp) {
      if (loginInfo.identifier) {
        takeProfile(loginInfo.identifier, []);
        suggestNick(loginInfo.identifier, resp.identifierNick);
        getRecentContacts();
      }
      cbOk();
    }, cbErr);
  },

  signOut: (cbOk, cbErr) => webim.logout(cbOk, cbErr),

  // faces: in 1.7 the table is keyed by index, from 0: [name, picture].
  faces() {
    return Object.entries(webim.Emotions).map(([index, [name, src]]) => ({ name, index: Number(index), src }));
  },

  // getC2CHistory gets one page of older messages.
  getC2CHistory(c, done) {
    const h = c.history;
    const from = h.next || { LastMsgTime: 0, MsgKey: '' };
    const options = { Peer_Account: c.id, MaxCnt: c2cPage, LastMsgTime: from.LastMsgTime, MsgKey: from.MsgKey };
    webim.getC2CHistoryMsgs(options, function (resp) {
      addHistory(c, resp.MsgList);
      h.next = { LastMsgTime: resp.LastMsgTime, MsgKey: resp.MsgKey };
      h.finished = resp.Complete === 1 || resp.MsgCount === 0;
      done();
    }, done);
  },

  // getMoreRecent fetches older conversations; the API counts from the newest.
  getMoreRecent() {
    if (isFetchingRecent || recentStep >= recentSteps.length - 1) return;
    recentStep++;
    getRecentContacts();
  },

  // deleteRecent removes a conversation from the server's recent contacts.
  deleteRecent(account, cbOk) {
    webim.deleteChat({ chatType: webim.RECENT_CONTACT_TYPE.C2C, To_Account: account }, cbOk, toastError(t('没能移除会话')));
  },
};

// findTypingNotices finds typing notices in the poll's response, which the SDK does not
// report.
function findTypingNotices(answer) {
  for (const event of answer.EventArray || []) {
    for (const msg of event.Event === POLL_EVENT_C2C ? event.C2cMsgArray || [] : []) {
      const body = msg.MsgBody || [];
      if (msg.From_Account !== loginInfo.identifier && body.length === 1 && body[0].MsgType === webim.MSG_ELEMENT_TYPE.CUSTOM && isTypingData(body[0].MsgContent.Data)) {
        typingStarted(conversation(webim.SESSION_TYPE.C2C, msg.From_Account));
      }
    }
  }
}

const recentSteps = [50, 150, 500]; // numbers requested; 500 is the server's limit
let recentStep = 0;
let isFetchingRecent = false;
const customPreviewText = '[自定义消息]'; // the server's preview of every custom element

// getRecentContacts fills the session list with earlier conversations. A failure is
// ignored.
function getRecentContacts() {
  isFetchingRecent = true;
  webim.getRecentContactList({ Count: recentSteps[recentStep] }, function (resp) {
    isFetchingRecent = false;
    if ((resp.SessionItem || []).length < recentSteps[recentStep]) recentStep = recentSteps.length; // no more are available
    for (const item of resp.SessionItem || []) {
      if (item.Type === webim.RECENT_CONTACT_TYPE.GROUP) continue; // the list of joined groups has more data
      const id = item.To_Account;
      if (!id || id.startsWith('@TIM#') || id.startsWith('@TLS#')) continue;
      const c = conversation(webim.SESSION_TYPE.C2C, id);
      c.preview = item.MsgShow || '';
      c.previewTime = item.MsgTimeStamp || 0;
      if (item.PeerReadTime) setReadTime(id, item.PeerReadTime); // webim-server's addition
      // It may be a card or a typing notice.
      if (c.preview === customPreviewText && !c.history.started) loadHistory(c);
    }
    emit('conversations');
  }, function (err) {
    isFetchingRecent = false;
    if (!isUnsupported(err)) toastError(t('没能取到最近会话'))(err);
  });
}
