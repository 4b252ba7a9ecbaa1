// What the guide's examples use of the pages around them.
interface Element { value: any; }
interface HTMLElement { src: any; files: any; }
declare var $: any, Msg: any, TLSHelper: any, TlsErrorCode: any, browserInfo: any;
declare var SessionType: any, MaxMsgLen: any, UploadPicBussinessType: any, WEB_IM_GROUP_TIP_MAX_USER_COUNT: number;
declare var sdkAppID: any, accountType: any, callBackUrl: any, totalCount: any, maxNameLen: any, maxLen: any;
declare var selSess: any, selToID: any, selType: any, curMsgCount: any, friendHeadUrl: any;
declare var addMsg: any, addGroupSystemMsg: any, updateSessDiv: any, turnoffFaces_box: any, onProgressCallBack: any;
declare var getJoinedGroupListHigh: any, getAllFriend: any, getAllFriendsCallbackOK: any, syncGroupMsgsCallbackOK: any;
declare var initGetMyGroupTable: any, initGetMyGroupSystemMsgs: any, initGetGroupMemberTable: any, initGetApplyJoinGroupPendency: any;
declare var onCancelGroupAdminNotify: any;
