// The examples of chapter 10 of the vendor's guide "Web 开发文档", version 1.3, as
// printed. The indentation is ours, and the block ends that the scan added at page
// breaks are removed. Further changes:
//   the classes are inside a function, or they would replace the SDK's; the cases of
//   10.1 to 10.7 are where the printed class omits code;
//   10.3: a break is added at the end; 10.7: shutUpTime has one spelling, and the break
//   belongs to the condition before it, as in 10.1 to 10.5;
//   10.6: the format of notify is inside a function; line breaks of the listeners, which the
//   document lacks, are added.

// ---- 10 群提示消息

//群提示消息类型
var WEB_IM_GROUP_TIP_TYPE={
    "JOIN":1,//加入群组
    "QUIT":2,//退出群组
    "KICK":3,//被踢出群组
    "SET_ADMIN":4,//被设置为管理员
    "CANCEL_ADMIN":5,//被取消管理员
    "MODIFY_GROUP_INFO":6,//修改群资料
    "MODIFY_MEMBER_INFO":7//修改群成员信息
};

// ---- 10.6 群组资料变更

//群提示消息-群资料变更类型
var WEB_IM_GROUP_TIP_MODIFY_GROUP_INFO_TYPE={
    "FACE_URL":1,//修改群头像 URL
    "NAME":2,//修改群名称
    "OWNER":3,//修改群主
    "NOTIFICATION":4,//修改群公告
    "INTRODUCTION":5//修改群简介
};

//监听 群资料变化 群提示消息
function onGroupInfoChangeNotify(notify) {
    console.info("执行 群资料变化 回调:  %s", JSON.stringify(notify));
    var groupId = notify.GroupId; //群 ID
    var newFaceUrl = notify.GroupFaceUrl; //新群组图标, 为空, 则表示没有变化
    var newName = notify.GroupName; //新群名称, 为空, 则表示没有变化
    var newOwner = notify.OwnerAccount; //新的群主 id, 为空, 则表示没有变化
    var newNotification = notify.GroupNotification; //新的群公告, 为空, 则表示没有变化
    var newIntroduction = notify.GroupIntroduction; //新的群简介, 为空, 则表示没有变化

    if (newName) {
        //更新群组列表的群名称
        var groupNameDivId = "nameDiv_" + groupId;
        var groupNameDiv = document.getElementById(groupNameDivId);
        if (groupNameDiv) {
            if (newName.length > maxNameLen) { //帐号或昵称过长, 截取一部分
                newName = newName.substr(0, maxNameLen) + "...";
            }
            groupNameDiv.innerHTML = newName;
        } else {
            console.warn("不存在该群组 div:  groupNameDivId=" +
                    groupNameDivId);
        }
    }
}

function example_10_6_notify(group_id) {
    var notify = {
        "GroupId": group_id,//群 id

        "GroupFaceUrl": null, //新群组图标, 为空, 则表示没有变化
        "GroupName": null, //新群名称, 为空, 则表示没有变化
        "OwnerAccount": null, //新的群主 id, 为空, 则表示没有变化
        "GroupNotification": null, //新的群公告, 为空, 则表示没有变化
        "GroupIntroduction": null //新的群简介, 为空, 则表示没有变化
    };
    return notify;
}

function example_10_6_listeners() {
    //监听事件
    var listeners = {
        "onConnNotify": null,
        "onMsgNotify": onMsgNotify, //监听新消息(私聊, 群聊, 群提示消息)事件
        "onGroupInfoChangeNotify": onGroupInfoChangeNotify, //监听群资料变化事件
        "groupSystemNotifys": groupSystemNotifys //监听(多终端同步)群系统消息事件
    };
    return listeners;
}

// ---- 10, 10.1 to 10.7 the classes

function example_10_classes() {
    // class Msg.Elem.GroupTip 群提示消息对象
    Msg.Elem.GroupTip = function (opType, opUserId, groupId, groupName, userIdList) {

        this.opType = opType;//操作类型
        this.opUserId = opUserId;//操作者 id
        this.groupId = groupId;//群 id
        this.groupName = groupName;//群名称
        this.userIdList = userIdList ? userIdList : [];//被操作的用户 id 列表
        this.groupInfoList = [];//新的群资料信息，群资料变更时才有值
        this.memberInfoList = [];//新的群成员资料信息，群成员资料变更时才有值
    };
    Msg.Elem.GroupTip.prototype.addGroupInfo = function (groupInfo) {
        this.groupInfoList.push(groupInfo);
    };
    Msg.Elem.GroupTip.prototype.addMemberInfo = function (memberInfo) {
        this.memberInfoList.push(memberInfo);
    };
    Msg.Elem.GroupTip.prototype.getOpType = function () {
        return this.opType;
    };
    Msg.Elem.GroupTip.prototype.getOpUserId = function () {
        return this.opUserId;
    };
    Msg.Elem.GroupTip.prototype.getGroupId = function () {
        return this.groupId;
    };
    Msg.Elem.GroupTip.prototype.getGroupName = function () {
        return this.groupName;
    };
    Msg.Elem.GroupTip.prototype.getUserIdList = function () {
        return this.userIdList;
    };
    Msg.Elem.GroupTip.prototype.getGroupInfoList = function () {
        return this.groupInfoList;
    };
    Msg.Elem.GroupTip.prototype.getMemberInfoList = function () {
        return this.memberInfoList;
    };
    Msg.Elem.GroupTip.prototype.toHtml = function () {
        var text = "[群提示消息]";
        var maxIndex = WEB_IM_GROUP_TIP_MAX_USER_COUNT - 1;
        switch (this.opType) {
            case WEB_IM_GROUP_TIP_TYPE.JOIN://加入群
                text += this.opUserId + "邀请了";
                for (var m in this.userIdList) {
                    text += this.userIdList[m] + ",";
                    if (this.userIdList.length >
                        WEB_IM_GROUP_TIP_MAX_USER_COUNT && m == maxIndex) {
                        text += "等" + this.userIdList.length + "人";
                        break;
                    }
                }
                text += "加入该群";
                break;
            case WEB_IM_GROUP_TIP_TYPE.QUIT://退出群
                text += this.opUserId + "主动退出该群";
                break;
            case WEB_IM_GROUP_TIP_TYPE.KICK://踢出群
                text += this.opUserId + "将";
                for (var m in this.userIdList) {
                    text += this.userIdList[m] + ",";
                    if (this.userIdList.length >
                        WEB_IM_GROUP_TIP_MAX_USER_COUNT && m == maxIndex) {
                        text += "等" + this.userIdList.length + "人";
                        break;
                    }
                }
                text += "踢出该群";
                break;
            case WEB_IM_GROUP_TIP_TYPE.SET_ADMIN://设置管理员
                text += this.opUserId + "将";
                for (var m in this.userIdList) {
                    text += this.userIdList[m] + ",";
                    if (this.userIdList.length >
                        WEB_IM_GROUP_TIP_MAX_USER_COUNT && m == maxIndex) {
                        text += "等" + this.userIdList.length + "人";
                        break;
                    }
                }
                text += "设为管理员";
                break;
            case WEB_IM_GROUP_TIP_TYPE.CANCEL_ADMIN://取消管理员
                text += this.opUserId + "取消";
                for (var m in this.userIdList) {
                    text += this.userIdList[m] + ",";
                    if (this.userIdList.length >
                        WEB_IM_GROUP_TIP_MAX_USER_COUNT && m == maxIndex) {
                        text += "等" + this.userIdList.length + "人";
                        break;
                    }
                }
                text += "的管理员资格";
                break;
            case WEB_IM_GROUP_TIP_TYPE.MODIFY_GROUP_INFO://群资料变更
                text += this.opUserId + "修改了群资料： ";
                for (var m in this.groupInfoList) {
                    var type=this.groupInfoList[m].getType();
                    var value=this.groupInfoList[m].getValue();
                    switch(type){
                        case
                                WEB_IM_GROUP_TIP_MODIFY_GROUP_INFO_TYPE.FACE_URL:
                            text += "群头像为" + value + "; ";
                            break;
                        case
                                WEB_IM_GROUP_TIP_MODIFY_GROUP_INFO_TYPE.NAME:
                            text += "群名称为" + value + "; ";
                            break;
                        case
                                WEB_IM_GROUP_TIP_MODIFY_GROUP_INFO_TYPE.OWNER:
                            text += "群主为" + value + "; ";
                            break;
                        case
                                WEB_IM_GROUP_TIP_MODIFY_GROUP_INFO_TYPE.NOTIFICATION:
                            text += "群公告为" + value + "; ";
                            break;
                        case
                                WEB_IM_GROUP_TIP_MODIFY_GROUP_INFO_TYPE.INTRODUCTION:
                            text += "群简介为" + value + "; ";
                            break;
                        default:
                            text += "未知信息为 :type=" +
                                type+",value="+value + "; ";
                            break;
                    }
                }
                break;
            case WEB_IM_GROUP_TIP_TYPE.MODIFY_MEMBER_INFO://群成员资料变更(禁言时间)
                text += this.opUserId + "修改了群成员资料:";
                for (var m in this.memberInfoList) {
                    var userId=this.memberInfoList[m].getUserId();
                    var shutUpTime=this.memberInfoList[m].getShutUpTime();
                    text += userId+": ";
                    if (shutUpTime != null && shutUpTime !== undefined) {
                        if (shutUpTime == 0) {
                            text += "取消禁言";
                        } else {
                            text += "禁言" + shutUpTime + "秒;";
                        }
                    } else{
                        text += "shutupTime 为空";
                    }
                    if (this.memberInfoList.length >
                        WEB_IM_GROUP_TIP_MAX_USER_COUNT && m == maxIndex) {
                        text += "等" + this.memberInfoList.length + "人";
                        break;
                    }
                }
                break;
            default:
                text += "未知群提示消息类型: type=" + this.opType;
                break;
        }
        return text;
    };

    // class Msg.Elem.GroupTip.GroupInfo, 变更的群资料信息对象
    Msg.Elem.GroupTip.GroupInfo = function(type,value) {
        this.type = type;//群资料信息类型
        this.value = value;//对应的值
    };
    Msg.Elem.GroupTip.GroupInfo.prototype.getType = function() {
        return this.type;
    };
    Msg.Elem.GroupTip.GroupInfo.prototype.getValue = function() {
        return this.value;
    };

    // class Msg.Elem.GroupTip.MemberInfo, 变更的群成员资料信息对象
    Msg.Elem.GroupTip.MemberInfo = function(userId,shutUpTime){
        this.userId = userId;//群成员 id
        this.shutUpTime = shutUpTime;//群成员被禁言时间，0 表示取消禁言，大于 0 表示被禁言时长，单位：秒
    };
    Msg.Elem.GroupTip.MemberInfo.prototype.getUserId = function() {
        return this.userId;
    };
    Msg.Elem.GroupTip.MemberInfo.prototype.getShutUpTime = function() {
        return this.shutUpTime;
    };
}
