// webim as an ES module, for browsers and bundlers. webim.js is a classic script: it
// sets the global webim or, without a window, globalThis[Symbol.for('webim.js')].
import './webim.js';

const webim = globalThis.webim || globalThis[Symbol.for('webim.js')];
export { webim, webim as default };

// BROWSER_INFO and the emoticons are not exported, because they are created on first
// access. They are properties of webim.
export const {
  C2C_MSG_SUB_TYPE, CONNECTION_STATUS, FRIEND_NOTICE_TYPE, GROUP_MSG_SUB_TYPE, GROUP_SYSTEM_TYPE,
  GROUP_TIP_MODIFY_GROUP_INFO_TYPE, GROUP_TIP_TYPE, IMAGE_TYPE, Log, MSG_ELEMENT_TYPE, MSG_MAX_LENGTH, Msg, MsgStore,
  RECENT_CONTACT_TYPE, Resources, SESSION_TYPE, Session, TLS_ERROR_CODE, Tool, UPLOAD_PIC_BUSSINESS_TYPE, UPLOAD_RES_TYPE,
  addBlackList, addGroupMember, applyAddFriend, applyDownload, applyJoinBigGroup, applyJoinGroup, c2CMsgReaded,
  changeGroupOwner, checkLogin, createGroup, createGroupHigh, ctx, deleteApplyJoinGroupPendency, deleteBlackList, deleteChat,
  deleteFriend, deleteGroupMember, deleteGroupSystemMsgs, deletePendency, destroyGroup, forbidSendMsg, getAllFriend, getBlackList,
  getC2CHistoryMsgs, getCtx, getGroupInfo, getGroupMemberInfo, getGroupPublicInfo, getJoinedGroupListHigh, getLongPollingId,
  getPendency, getPendencyGroup, getPendencyGroupRead, getPendencyReport, getProfilePortrait, getRecentContactList,
  getRoleInGroup, groupMsgReaded, handleApplyJoinGroup, handleApplyJoinGroupPendency, handleInviteJoinGroupRequest, init,
  login, logout, logoutAll, modifyGroupBaseInfo, modifyGroupMember, newInstance, newWebIm, offline, onDownFile, quitBigGroup, quitGroup,
  responseFriend, searchGroupByName, sendCustomGroupNotify, sendMsg, setAutoRead, setJsonpLastRspData, setProfilePortrait,
  submitUploadFileForm, syncGroupMsgs, syncMsgs, uploadFile, uploadFileByBase64, uploadPic, uploadPicByBase64, VERSION,
} = webim;
