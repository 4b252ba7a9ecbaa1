// Version 1.3 of the API, which the guide describes: webim.init takes three arguments and
// has no callbacks.

import { errorText, isSignedOut } from '../page/errors.js';
import { CONNECTION_STATUS, connectionLost, connectionStatus, isOffline, signedOut } from './connection.js';
import { getFriendRequests } from './friend_requests.js';
import { groupSystemNotifys } from './group_notices.js';
import { onGroupInfoChangeNotify } from './joined_groups.js';
import { onMsgNotify } from './receiving.js';
import { loginInfo } from './users.js';

const checkInterval = 5000; // ms between checks of state that 1.3 does not report

export const dialect13 = {
  sendsFiles: false,
  searchesByName: false,
  hasRooms: false,
  friendPollInterval: 30000, // ms; friend requests are not reported either

  // signIn: init has no callback, so the page continues at once. An invalid signature
  // fails the first request.
  signIn(cbOk) {
    // Called in browsers without cross-origin requests (guide 3.1).
    function jsonpCallback(rspData) {
      webim.setJsonpLastRspData(rspData);
    }
    const listeners = {
      onConnNotify: null,
      jsonpCallback,
      onMsgNotify,
      onGroupInfoChangeNotify,
      groupSystemNotifys,
    };
    webim.init(loginInfo, listeners, null);
    cbOk();
    setInterval(checkSession, checkInterval);
    setInterval(() => document.hidden || isOffline() || getFriendRequests(), dialect13.friendPollInterval);
  },

  signOut: (cbOk, cbErr) => webim.offline(cbOk, cbErr),

  // faces: in 1.3 the tables are keyed by name, and indexes start at 1.
  faces() {
    return Object.keys(webim.EmotionPicData).map((name) => ({ name, index: webim.EmotionPicDataIndex[name], src: webim.EmotionPicData[name] }));
  },
};

// checkSession makes a cheap call, since a failed poll is not reported.
function checkSession() {
  if (isOffline() || connectionStatus === CONNECTION_STATUS.OUT || document.hidden) return;
  webim.syncMsgs(onMsgNotify, (err) => (isSignedOut(err) ? signedOut(errorText(err)) : connectionLost()));
}
