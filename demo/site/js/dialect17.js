// Version 1.7 of the API: webim.login calls back, the connection is reported,
// one-to-one messages have a history.

const dialect17 = {
  sendsFiles: true,
  searchesByName: true,

  signIn(cbOk, cbErr) {
    const listeners = {
      onConnNotify,
      onMsgNotify,
      onGroupInfoChangeNotify,
      onGroupSystemNotifys: { ...groupSystemNotifys, 15: onReadElsewhere },
      onFriendSystemNotifys: { 1: () => getAllFriend(showContacts), 2: () => getAllFriend(showContacts) },
      onProfileSystemNotifys: { 1: onProfileChanged },
      onC2cEventNotifys: { 96: onKicked },
      onKickedEventCall: onKicked,
    };
    webim.login(loginInfo, listeners, { isAccessFormalEnv: true, isLogOn: false }, function (resp) {
      learnProfile(loginInfo.identifier, resp.identifierNick, resp.headurl);
      showConnection(CONNECTION_STATUS.ON);
      getRecentContacts();
      cbOk();
    }, cbErr);
  },

  signOut: (cbOk, cbErr) => webim.logout(cbOk, cbErr),

  // faces: here the table goes by the index, from 0: [name, picture].
  faces() {
    return Object.entries(webim.Emotions).map(([index, [name, src]]) => ({ name, index: Number(index), src }));
  },

  // getC2CHistory gets one page of older messages.
  getC2CHistory(c, done) {
    const h = c.history;
    const from = h.next || { LastMsgTime: 0, MsgKey: '' };
    const options = { Peer_Account: c.id, MaxCnt: c2cPage, LastMsgTime: from.LastMsgTime, MsgKey: from.MsgKey };
    webim.getC2CHistoryMsgs(options, function (resp) {
      takeHistory(c, resp.MsgList);
      h.next = { LastMsgTime: resp.LastMsgTime, MsgKey: resp.MsgKey };
      h.finished = resp.Complete === 1 || resp.MsgCount === 0;
      done();
    }, done);
  },
};

const recentCount = 50;

// getRecentContacts fills the session list with earlier conversations. A server
// without them costs no more than that.
function getRecentContacts() {
  webim.getRecentContactList({ Count: recentCount }, function (resp) {
    for (const item of resp.SessionItem || []) {
      const isGroup = item.Type === webim.RECENT_CONTACT_TYPE.GROUP;
      const id = isGroup ? item.ToAccount : item.To_Account;
      if (!id || id.startsWith('@TIM#') || id.startsWith('@TLS#')) continue;
      if (isGroup) continue; // the list of my groups tells more
      const c = conversation(SessionType.C2C, id);
      c.preview = item.MsgShow || '';
      c.previewTime = item.MsgTimeStamp || 0;
    }
    showSessionList();
  }, function (err) {
    if (!isUnsupported(err)) toastError('没能取到最近会话')(err);
  });
}
