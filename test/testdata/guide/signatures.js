// The declarations of all functions in the vendor's guide "Web 开发文档", version 1.3, in its
// order and as printed, without repetitions. Chapters 6 and 7 have no other examples: they
// refer to the vendor's demo.

var guideSignatures = {
    // ---- 2.2, 3.1, chapters 4 and 5
    offline: function(cbOk, cbErr) {},
    init: function(loginInfo, listeners, options) {},
    sendMsg: function(msg, cbOk, cbErr) {},
    uploadPic: function(options,cbOk, cbErr) {},
    syncMsgs: function(cbOk, cbErr) {},
    syncGroupMsgs: function(options, cbOk, cbErr) {},
    setAutoRead: function(selSess, isOn, isResetAll) {},

    // ---- chapter 6
    setProfilePortrait: function(options,cbOk, cbErr) {},
    getProfilePortrait: function(options,cbOk, cbErr) {},

    // ---- chapter 7
    applyAddFriend: function(options,cbOk, cbErr) {},
    getPendency: function(options,cbOk, cbErr) {},
    responseFriend: function(options,cbOk, cbErr) {},
    deletePendency: function(options,cbOk, cbErr) {},
    getAllFriend: function(options, cbOk, cbErr) {},
    deleteFriend: function(options, cbOk, cbErr) {},
    addBlackList: function(options, cbOk, cbErr) {},
    getBlackList: function(options,cbOk, cbErr) {},
    deleteBlackList: function(options,cbOk, cbErr) {},

    // ---- chapters 8, 9, 11
    createGroup: function(options,cbOk, cbErr) {},
    getGroupPublicInfo: function(options,cbOk, cbErr) {},
    applyJoinGroup: function(options, cbOk, cbErr) {},
    handleApplyJoinGroup: function(options, cbOk, cbErr) {},
    deleteApplyJoinGroupPendency: function(options, cbOk, cbErr) {},
    quitGroup: function(options, cbOk, cbErr) {},
    destroyGroup: function(options,cbOk, cbErr) {},
    getJoinedGroupListHigh: function(options,cbOk, cbErr) {},
    getGroupInfo: function(options,cbOk, cbErr) {},
    modifyGroupBaseInfo: function(options, cbOk, cbErr) {},
    getGroupMemberInfo: function(options,cbOk, cbErr) {},
    addGroupMember: function(options,cbOk, cbErr) {},
    modifyGroupMember: function(options, cbOk, cbErr) {},
    forbidSendMsg: function(options,cbOk, cbErr) {},
    deleteGroupMember: function(options, cbOk, cbErr) {},
    sendCustomGroupNotify: function(options, cbOk, cbErr) {},

    // ---- 1.2.4
    MsgStore: {
        sessMap: function() {return { /*Object*/ };},
        sessCount: function() {return 0;},
        sessById: function(type, id) {return { /*Session Object*/ };},
        delSessById: function(type, id) {return true;},
        resetCookieAndSyncFlag: function() {}
    }
};
