// Version 1.3 of the API, the guide's: webim.init takes three arguments and
// calls nothing back.

const dialect13 = {
  sendsFiles: false,
  searchesByName: false,

  // signIn: init says nothing about success, so the page goes on at once, and
  // a bad signature shows in the first call that asks for something.
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
  },

  signOut: (cbOk, cbErr) => webim.offline(cbOk, cbErr),

  // faces: here the tables go by the name, and count from 1.
  faces() {
    return Object.keys(webim.EmotionPicData).map((name) => ({ name, index: webim.EmotionPicDataIndex[name], src: webim.EmotionPicData[name] }));
  },
};
