// The examples of chapter 3 of the vendor's guide "Web 开发文档", version 1.3, as
// printed. The indentation is ours, and the block ends that the scan added at page
// breaks are removed. Further changes:
//   onMsgNotify: the missing brace that ends its loop is added.

// ---- 3.1 初始化 init

//当前用户身份
var loginInfo = {
    sdkAppID: sdkAppID, //用户所属应用 id
    appIdAt3rd: sdkAppID, //用户所属应用 id
    accountType: accountType, //用户所属应用帐号类型
    identifier: null, //当前用户 ID
    userSig: null, //当前用户身份凭证
    headurl: 'img/2016.gif' //当前用户默认头像
};

//监听新消息事件
function onMsgNotify(newMsg) {
    //获取所有聊天会话
    var sessMap = webim.MsgStore.sessMap();
    for (var i in sessMap) {

        var sess = sessMap[i];
        if (selToID == sess.id()) { //处于当前聊天界面
            selSess = sess;
            //获取当前会话消息数
            var msgCount = sess.msgCount();
            // add new msgs
            if (msgCount > curMsgCount) {

                for (var j = curMsgCount; j < msgCount; j++) {
                    var msg = sess.msg(j);
                    //在聊天窗体中新增一条消息
                    addMsg(msg);
                    curMsgCount++;
                }
                //消息已读上报，以及设置会话自动已读标记
                webim.setAutoRead(selSess, true, true);
            }
        } else {
            //更新其他聊天对象的未读消息数
            updateSessDiv(sess.id(), sess.unread());
        }
    }
}

//
//监听（多终端同步）群系统消息方法，方法都定义在 webim_demo_group_notice.js 文件中
//注意每个数字代表的含义，比如，
//1 表示监听申请加群消息，2 表示监听申请加群被同意消息，3 表示监听申请加群被拒绝消息
var groupSystemNotifys = {
    "1": onApplyJoinGroupRequestNotify, //申请加群请求（只有管理员会收到）
    "2": onApplyJoinGroupAcceptNotify, //申请加群被同意（只有申请人能够收到）
    "3": onApplyJoinGroupRefuseNotify, //申请加群被拒绝（只有申请人能够收到）
    "4": onKickedGroupNotify, //被管理员踢出群(只有被踢者接收到)
    "5": onDestoryGroupNotify, //群被解散(全员接收)
    "6": onCreateGroupNotify, //创建群(创建者接收)
    "7": onInvitedJoinGroupNotify, //邀请加群(被邀请者接收)
    "8": onQuitGroupNotify, //主动退群(主动退出者接收)
    "9": onSetedGroupAdminNotify, //设置管理员(被设置者接收)
    "10": onCancelGroupAdminNotify, //取消管理员(被取消者接收)
    "11": onRevokeGroupNotify, //群已被回收(全员接收)
    "255": onCustomGroupNotify //用户自定义通知(默认全员接收)
};

//IE9(含)以下浏览器用到的 jsonp 回调函数
function jsonpCallback(rspData) {
    webim.setJsonpLastRspData(rspData);
}

//监听事件
var listeners = {
    "onConnNotify": null,
    "jsonpCallback": jsonpCallback, //IE9(含)以下浏览器用到的 jsonp 回调函数
    "onMsgNotify": onMsgNotify, //监听新消息(私聊，群聊，群提示消息)事件
    "onGroupInfoChangeNotify": onGroupInfoChangeNotify, //监听群资料变化事件
    "groupSystemNotifys": groupSystemNotifys //监听（多终端同步）群系统消息事件
};

//初始化 demo
function initDemoApp() {
    $("body").css("background-color", '#2f2f2f');
    document.getElementById("webim_demo").style.display = "block"; //展开聊天界面
    document.getElementById("p_my_face").src = loginInfo.headurl;
    document.getElementById("t_my_name").innerHTML = loginInfo.identifier;
    //菜单
    $("#t_my_menu").menu();

    //web sdk 初始化
    webim.init(loginInfo, listeners, null);
    //读取我的好友列表
    getAllFriend(getAllFriendsCallbackOK);
    //读取我的群组列表
    getJoinedGroupListHigh();
    $("#send_msg_text").focus();
    //初始化我的加群申请表格
    initGetApplyJoinGroupPendency([]);
    //初始化我的群组系统消息表格
    initGetMyGroupSystemMsgs([]);
}
