// The examples of chapter 11 of the vendor's guide "Web 开发文档", version 1.3, as
// printed. The indentation is ours, and the block ends that the scan added at page
// breaks are removed.

// ---- 11 群系统消息

//群系统消息类型
var WEB_IM_GROUP_SYSTEM_TYPE={
    "JOIN_GROUP_REQUEST":1,//申请加群请求（只有管理员会收到）
    "JOIN_GROUP_ACCEPT":2,//申请加群被同意（只有申请人能够收到）
    "JOIN_GROUP_REFUSE":3,//申请加群被拒绝（只有申请人能够收到）
    "KICK":4,//被管理员踢出群(只有被踢者接收到)
    "DESTORY":5,//群被解散(全员接收)
    "CREATE":6,//创建群(创建者接收, 不展示)
    "INVITED_JOIN_GROUP_REQUEST":7,//邀请加群(被邀请者接收)
    "QUIT":8,//主动退群(主动退出者接收, 不展示)
    "SET_ADMIN":9,//设置管理员(被设置者接收)
    "CANCEL_ADMIN":10,//取消管理员(被取消者接收)
    "REVOKE":11,//群已被回收(全员接收, 不展示)
    "CUSTOM":255//用户自定义通知(默认全员接收)
};

//监听（多终端同步）群系统消息事件
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
    "255": onCustomGroupNotify//用户自定义通知(默认全员接收)
};

// ---- 11.1 申请加群

//监听 申请加群 系统消息
function onApplyJoinGroupRequestNotify(notify) {
    console.info("执行 加群申请 回调:  %s", JSON.stringify(notify));
    var data = [];
    var timestamp = notify.MsgTime;
    notify.MsgTimeStamp = timestamp;
    notify.MsgTime = webim.Tool.formatTimeStamp(notify.MsgTime);
    data.push(notify);
    $('#get_apply_join_group_pendency_table').bootstrapTable('append', data);
    $('#get_apply_join_group_pendency_dialog').modal('show');
    var reportTypeCh = "[申请加群]";
    var content = notify.Operator_Account + "申请加入你的群";
    addGroupSystemMsg(notify.ReportType, reportTypeCh, notify.GroupId,
        notify.GroupName, content, timestamp);
}

// ---- 11.2 申请加群被同意

//监听 申请加群被同意 系统消息
function onApplyJoinGroupAcceptNotify(notify) {
    console.info("执行 申请加群被同意 回调： %s", JSON.stringify(notify));
    //刷新我的群组列表
    getJoinedGroupListHigh(getGroupsCallbackOK);

    var reportTypeCh = "[申请加群被同意]";
    var content = notify.Operator_Account + "同意你的加群申请，附言：" +
        notify.RemarkInfo;
    addGroupSystemMsg(notify.ReportType, reportTypeCh, notify.GroupId,
        notify.GroupName, content, notify.MsgTime);
}

// ---- 11.3 申请加群被拒绝

//监听 申请加群被拒绝 系统消息
function onApplyJoinGroupRefuseNotify(notify) {
    console.info("执行 申请加群被拒绝 回调： %s", JSON.stringify(notify));
    var reportTypeCh = "[申请加群被拒绝]";
    var content = notify.Operator_Account + "拒绝了你的加群申请，附言：" +
        notify.RemarkInfo;
    addGroupSystemMsg(notify.ReportType, reportTypeCh, notify.GroupId,
        notify.GroupName, content, notify.MsgTime);
}

// ---- 11.4 被管理员踢出群

//监听 被踢出群 系统消息
function onKickedGroupNotify(notify) {
    console.info("执行 被踢出群 回调： %s", JSON.stringify(notify));
    //刷新我的群组列表
    getJoinedGroupListHigh(getGroupsCallbackOK);
    var reportTypeCh = "[被踢出群]";
    var content = "你被管理员" + notify.Operator_Account + "踢出该群";
    addGroupSystemMsg(notify.ReportType, reportTypeCh, notify.GroupId,
        notify.GroupName, content, notify.MsgTime);
}

// ---- 11.5 解散群

//监听 解散群 系统消息
function onDestoryGroupNotify(notify) {
    console.info("执行 解散群 回调:  %s", JSON.stringify(notify));
    //刷新我的群组列表
    getJoinedGroupListHigh(getGroupsCallbackOK);
    var reportTypeCh = "[群被解散]";
    var content = "群主" + notify.Operator_Account + "已解散该群";
    addGroupSystemMsg(notify.ReportType, reportTypeCh, notify.GroupId,
        notify.GroupName, content, notify.MsgTime);
}

// ---- 11.6 创建群

//监听 创建群 系统消息
function onCreateGroupNotify(notify) {
    console.info("执行 创建群 回调:  %s", JSON.stringify(notify));
    var reportTypeCh = "[创建群]";
    var content = "你创建了该群";
    addGroupSystemMsg(notify.ReportType, reportTypeCh, notify.GroupId,
        notify.GroupName, content, notify.MsgTime);
}

// ---- 11.7 被邀请加群

//监听 被邀请加群 系统消息
function onInvitedJoinGroupNotify(notify) {
    console.info("执行 被邀请加群 回调:  %s", JSON.stringify(notify));
    //刷新我的群组列表
    getJoinedGroupListHigh(getGroupsCallbackOK);
    var reportTypeCh = "[被邀请加群]";

    var content = "你被管理员" + notify.Operator_Account + "邀请加入该群";
    addGroupSystemMsg(notify.ReportType, reportTypeCh, notify.GroupId,
        notify.GroupName, content, notify.MsgTime);
}

// ---- 11.8 主动退群

//监听 主动退群 系统消息
function onQuitGroupNotify(notify) {
    console.info("执行 主动退群 回调： %s", JSON.stringify(notify));
    var reportTypeCh = "[主动退群]";
    var content = "你退出了该群";
    addGroupSystemMsg(notify.ReportType, reportTypeCh, notify.GroupId,
        notify.GroupName, content, notify.MsgTime);
}

// ---- 11.9 被设为管理员

//监听 被设置为管理员 系统消息
function onSetedGroupAdminNotify(notify) {
    console.info("执行 被设置为管理员 回调： %s", JSON.stringify(notify));
    var reportTypeCh = "[被设置为管理员]";
    var content = "你被群主" + notify.Operator_Account + "设置为管理员";
    addGroupSystemMsg(notify.ReportType, reportTypeCh, notify.GroupId,
        notify.GroupName, content, notify.MsgTime);
}

// ---- 11.10 被取消管理员

//监听 被取消管理员 系统消息
function onCanceledGroupAdminNotify(notify) {
    console.info("执行 被取消管理员 回调： %s", JSON.stringify(notify));
    var reportTypeCh = "[被取消管理员]";
    var content = "你被群主" + notify.Operator_Account + "取消了管理员资格";
    addGroupSystemMsg(notify.ReportType, reportTypeCh, notify.GroupId,
        notify.GroupName, content, notify.MsgTime);
}

// ---- 11.11 群被回收

//监听 群被回收 系统消息
function onRevokeGroupNotify(notify) {
    console.info("执行 群被回收 回调:  %s", JSON.stringify(notify));
    //刷新我的群组列表
    getJoinedGroupListHigh(getGroupsCallbackOK);
    var reportTypeCh = "[群被回收]";
    var content = "该群已被回收";
    addGroupSystemMsg(notify.ReportType, reportTypeCh, notify.GroupId,
        notify.GroupName, content, notify.MsgTime);
}

// ---- 11.12 用户自定义

//发送自定义群系统通知
var sendCustomGroupNotify = function () {

    var content=$("#sgsm_content").val();
    if (content.length < 1) {
        alert("发送的消息不能为空!");
        return;
    }
    if (webim.Tool.getStrBytes(content) > MaxMsgLen.GROUP) {
        alert("消息长度超出限制(最多" + Math.round(maxLen / 3) + "汉字");
        return;
    }
    var options = {
        'GroupId': $("#sgsm_group_id").val(),
        'Content': content
    };
    webim.sendCustomGroupNotify(
        options,
        function (resp) {
            $('#send_group_system_msg_dialog').modal('hide');
            alert('发送成功');
        },
        function (err) {
            alert(err.ErrorInfo);
        }
    );
};

//监听 用户自定义 群系统消息
function onCustomGroupNotify(notify) {
    console.info("执行 用户自定义系统消息 回调:  %s", JSON.stringify(notify));
    var reportTypeCh = "[用户自定义系统消息]";
    var content = "收到了自己自定义的系统消息";
    addGroupSystemMsg(notify.ReportType, reportTypeCh, notify.GroupId,
        notify.GroupName, content, notify.MsgTime);
}
