// The examples of chapter 8 of the vendor's guide "Web 开发文档", version 1.3, as
// printed. The indentation is ours, and the block ends that the scan added at page
// breaks are removed. Further changes:
//   8.5: the options are inside a function, since other options have the same name;
//   8.8: a brace ends the options, where the document has a bracket.

// ---- 8.1 创建群

//创建群组
var createGroup = function () {
    var sel_friends = $('#select_friends').val();
    if (!sel_friends) {
        alert('请先选择好友，再建群');
        return;
    }
    var member_list = [];
    var members = sel_friends.split(";"); //字符分割
    for (var i = 0; i < members.length; i++)
    {
        if (members[i] && members[i].length > 0) {
            member_list.push(members[i]);
        }
    }
    if (member_list.length <= 0) {
        alert('请先选择好友，再建群');
        return;
    }
    if ($("#cg_name").val().length == 0) {
        alert('请输入群组名称');
        return;
    }
    if (webim.Tool.trimStr($("#cg_name").val()).length == 0) {
        alert('您输入的群组名称全是空格,请重新输入');
        return;
    }
    if (webim.Tool.getStrBytes($("#cg_name").val()) > 30) {
        alert('您输入的群组名称超出限制(最长 10 个汉字)');
        return;
    }
    if (webim.Tool.getStrBytes($("#cg_notification").val()) > 150) {
        alert('您输入的群组公告超出限制(最长 50 个汉字)');
        return;
    }
    if (webim.Tool.getStrBytes($("#cg_introduction").val()) > 120) {
        alert('您输入的群组简介超出限制(最长 40 个汉字)');
        return;
    }
    var options = {
        'Owner_Account': loginInfo.identifier,
        'Type': $('#input[name="cg_type_radio"]:checked').val(),
        //Private/Public/ChatRoom
        'Name': $("#cg_name").val(),

        'FaceUrl': '',
        'Notification': $('#cg_notification').val(),
        'Introduction': $('#cg_introduction').val(),
        'MemberList': member_list
    };
    webim.createGroup(
        options,
        function (resp) {
            $('#create_group_dialog').modal('hide');
            alert('创建群成功');
            //读取我的群组列表
            getJoinedGroupListHigh(getGroupsCallbackOK);
        },
        function (err) {
            alert(err.ErrorInfo);
        }
    );
};

// ---- 8.2 搜索群

//读取群组公开资料-高级接口（可用于搜索群）
var getGroupPublicInfo = function () {
    if ($('#sg_group_id').val().length == 0) {
        alert('请输入群组 ID');
        return;
    }
    if (webim.Tool.trimStr($('#sg_group_id').val()).length == 0) {
        alert('您输入的群组 ID 全是空格,请重新输入');
        return;
    }
    var options = {

        'GroupIdList': [
            $('#sg_group_id').val()
        ],
        'GroupBasePublicInfoFilter': [
            'Type',
            'Name',
            'Introduction',
            'Notification',
            'FaceUrl',
            'CreateTime',
            'Owner_Account',
            'LastInfoTime',
            'LastMsgTime',
            'NextMsgSeq',
            'MemberNum',
            'MaxMemberNum',
            'ApplyJoinOption'
        ]
    };
    webim.getGroupPublicInfo(
        options,
        function (resp) {
            var data = [];
            if (resp.GroupInfo && resp.GroupInfo.length > 0) {
                for (var i in resp.GroupInfo) {
                    if (resp.GroupInfo[i].ErrorCode > 0) {
                        alert(resp.GroupInfo[i].ErrorInfo);
                        return;
                    }
                    var group_id = resp.GroupInfo[i].GroupId;
                    var name =
                        webim.Tool.formatText2Html(resp.GroupInfo[i].Name);
                    var type_zh =
                        webim.Tool.groupTypeEn2Ch(resp.GroupInfo[i].Type);
                    var type = resp.GroupInfo[i].Type;
                    var owner_account = resp.GroupInfo[i].Owner_Account;
                    var create_time =
                        webim.Tool.formatTimeStamp(resp.GroupInfo[i].CreateTime);
                    var member_num = resp.GroupInfo[i].MemberNum;
                    var notification =
                        webim.Tool.formatText2Html(resp.GroupInfo[i].Notification);
                    var introduction =
                        webim.Tool.formatText2Html(resp.GroupInfo[i].Introduction);
                    data.push({

                        'GroupId': group_id,
                        'Name': name,
                        'TypeZh': type_zh,
                        'Type': type,
                        'Owner_Account': owner_account,
                        'MemberNum': member_num,
                        'Notification': notification,
                        'Introduction': introduction,
                        'CreateTime': create_time
                    });
                }
            }
            $('#search_group_table').bootstrapTable('load', data);
        },
        function (err) {
            alert(err.ErrorInfo);
        }
    );
};

// ---- 8.3 申请加群

//申请加群
var applyJoinGroup = function () {
    if (webim.Tool.getStrBytes($("#ajg_apply_msg").val()) > 300) {
        alert('您输入的附言超出限制(最长 100 个汉字)');
        return;
    }
    var options = {
        'GroupId': $("#ajg_group_id").val(),
        'ApplyMsg': $("#ajg_apply_msg").val(),
        'UserDefinedField': ""
    };

    webim.applyJoinGroup(
        options,
        function (resp) {
            $('#apply_join_group_dialog').modal('hide');

            if ($("#ajg_group_type").val() == 'ChatRoom') {
                //刷新我的群组列表
                getJoinedGroupListHigh(getGroupsCallbackOK);
                alert('成功加入该聊天室');
            } else {
                alert('申请成功，请等待群主处理');
            }
        },
        function (err) {
            alert(err.ErrorInfo);
        }
    );
};

// ---- 8.4 处理加群申请（同意或拒绝）

//处理加群申请
var handleApplyJoinGroup = function () {

    var options = {
        'GroupId': $("#hajg_group_id").val(), //群 id
        'Applicant_Account': $("#hajg_to_account").val(), //申请人 id
        'HandleMsg': $('input[name="hajg_action_radio"]:checked').val(), //是否同意, Agree-同意 Reject-拒绝
        'Authentication': $("#hajg_authentication").val(), //申请凭证
        'MsgKey': $("#hajg_msg_key").val(), //消息可以
        'ApprovalMsg': $("#hajg_approval_msg").val(), //处理附言
        'UserDefinedField': $("#hajg_group_id").val() //用户自定义字段
    };
    webim.handleApplyJoinGroup(
        options,
        function (resp) {
            //在表格中删除对应的行

            $('#get_apply_join_group_pendency_table').bootstrapTable('remove', {
                field: 'Authentication',
                values: [$("#hajg_authentication").val()]
            });
            $('#handle_ajg_dialog').modal('hide');
            alert('处理加群申请成功');
        },
        function (err) {
            alert(err.ErrorInfo);
        }
    );
};

// ---- 8.5 删除加群申请

function example_8_5() {
    var options = {
        //需要删除的消息列表
        'DelMsgList': [
            {
                "From_Account": "@TIM#SYSTEM", //消息发送者
                "MsgSeq": 345, //消息序列号
                "MsgRandom": 1234 //消息随机数
            }
        ]
    };
    return options;
}

//删除已处理的加群未决消息
var deleteApplyJoinGroupPendency = function (opts) {

    webim.deleteApplyJoinGroupPendency(opts,
        function (resp) {
            console.info('delete group pendency msg success');
        },
        function (err) {
            alert(err.ErrorInfo);
            console.error('delete group pendency msg failed');
        }
    );
    return;
};

// ---- 8.6 主动退群

//退群
var quitGroup = function (group_id) {

    var options = null;
    if (group_id) {
        options = {
            'GroupId': group_id
        };
    }
    if (options == null) {
        alert('退群时， 群组 ID 非法');
        return;
    }
    webim.quitGroup(
        options,
        function (resp) {
            //在表格中删除对应的行
            $('#get_my_group_table').bootstrapTable('remove', {
                field: 'GroupId',
                values: [group_id]
            });
            //刷新我的群组列表
            getJoinedGroupListHigh(getGroupsCallbackOK);
        },
        function (err) {
            alert(err.ErrorInfo);
        }
    );
};

// ---- 8.7 解散群

//解散群组
var destroyGroup = function (group_id) {
    var options = null;

    if (group_id) {
        options = {
            'GroupId': group_id
        };
    }
    if (options == null) {
        alert('解散群时， 群组 ID 非法');
        return;
    }
    webim.destroyGroup(
        options,
        function (resp) {
            //在表格中删除对应的行
            $('#get_my_group_table').bootstrapTable('remove', {
                field: 'GroupId',
                values: [group_id]
            });
            //读取我的群组列表
            getJoinedGroupListHigh(getGroupsCallbackOK);
        },
        function (err) {
            alert(err.ErrorInfo);
        }
    );
};

// ---- 8.8 我的群组列表

//获取我的群组
var getMyGroup = function () {
    initGetMyGroupTable([]);
    var options = {

        'Member_Account': loginInfo.identifier,
        'Limit': totalCount,
        'Offset': 0,
        // 'GroupType': '',
        'GroupBaseInfoFilter': [
            'Type',
            'Name',
            'Introduction',
            'Notification',
            'FaceUrl',
            'CreateTime',
            'Owner_Account',
            'LastInfoTime',
            'LastMsgTime',
            'NextMsgSeq',
            'MemberNum',
            'MaxMemberNum',
            'ApplyJoinOption'
        ],
        'SelfInfoFilter': [
            'Role',
            'JoinTime',
            'MsgFlag',
            'UnreadMsgNum'
        ]
    };
    webim.getJoinedGroupListHigh(
        options,
        function (resp) {
            if (!resp.GroupIdList || resp.GroupIdList.length == 0) {
                alert('你目前还没有加入任何群组');
                return;
            }
            var data = [];
            for (var i = 0; i < resp.GroupIdList.length; i++) {

                var group_id = resp.GroupIdList[i].GroupId;
                var name = resp.GroupIdList[i].Name;
                webim.Tool.formatText2Html(resp.GroupIdList[i].Name);
                var type_en = resp.GroupIdList[i].Type;
                var type = resp.GroupIdList[i].Type;
                webim.Tool.groupTypeEn2Ch(resp.GroupIdList[i].Type);
                var role_en = resp.GroupIdList[i].SelfInfo.Role;
                var role = resp.GroupIdList[i].SelfInfo.Role;

                webim.Tool.groupRoleEn2Ch(resp.GroupIdList[i].SelfInfo.Role);
                var msg_flag =
                    webim.Tool.groupMsgFlagEn2Ch(resp.GroupIdList[i].SelfInfo.MsgFlag);
                var msg_flag_en = resp.GroupIdList[i].SelfInfo.MsgFlag;
                var join_time =
                    webim.Tool.formatTimeStamp(resp.GroupIdList[i].SelfInfo.JoinTime);
                var member_num = resp.GroupIdList[i].MemberNum;
                var notification =
                    webim.Tool.formatText2Html(resp.GroupIdList[i].Notification);
                var introduction =
                    webim.Tool.formatText2Html(resp.GroupIdList[i].Introduction);
                data.push({
                    'GroupId': group_id,
                    'Name': name,
                    'TypeEn': type_en,
                    'Type': type,
                    'RoleEn': role_en,
                    'Role': role,
                    'MsgFlagEn': msg_flag_en,
                    'MsgFlag': msg_flag,
                    'MemberNum': member_num,
                    'Notification': notification,
                    'Introduction': introduction,
                    'JoinTime': join_time
                });
            }
            //打开我的群组列表对话框
            $('#get_my_group_table').bootstrapTable('load', data);
            $('#get_my_group_dialog').modal('show');
        },
        function (err) {
            alert(err.ErrorInfo);
        }
    );
};

// ---- 8.9 读取群详细资料

//读取群组基本资料-高级接口
var getGroupInfo = function (group_id, cbOK, cbErr) {
    var options = {
        'GroupIdList': [
            group_id
        ],
        'GroupBaseInfoFilter': [
            'Type',
            'Name',
            'Introduction',
            'Notification',
            'FaceUrl',
            'CreateTime',
            'Owner_Account',
            'LastInfoTime',
            'LastMsgTime',
            'NextMsgSeq',
            'MemberNum',
            'MaxMemberNum',
            'ApplyJoinOption'
        ],
        'MemberInfoFilter': [
            'Account',
            'Role',
            'JoinTime',
            'LastSendMsgTime',
            'ShutUpUntil'
        ]
    };
    webim.getGroupInfo(
        options,
        function (resp) {
            if (cbOK) {
                cbOK(resp);
            }
        },
        function (err) {
            alert(err.ErrorInfo);
        }
    );
};

// ---- 8.10 修改群基本资料

//修改群资料
var modifyGroup = function () {
    if ($("#mg_name").val().length == 0) {
        alert('请输入群组名称');
        return;
    }
    if (webim.Tool.trimStr($("#mg_name").val()).length == 0) {
        alert('您输入的群组名称全是空格,请重新输入');
        return;
    }
    if (webim.Tool.getStrBytes($("#fsm_name").val()) > 30) {
        alert('您输入的群组名称超出限制(最长 10 个汉字)');
        return;
    }
    if (webim.Tool.getStrBytes($("#fsm_notification").val()) > 150) {
        alert('您输入的群组公告超出限制(最长 50 个汉字)');
        return;
    }
    if (webim.Tool.getStrBytes($("#fsm_introduction").val()) > 120) {
        alert('您输入的群组简介超出限制(最长 40 个汉字)');
        return;
    }
    var options = {
        'GroupId': $("#mg_group_id").val(),
        'Name': $("#mg_name").val(),
        //'FaceUrl': $("#mg_face_url").val(),
        'Notification': $("#mg_notification").val(),

        'Introduction': $('#mg_introduction').val()
    };
    webim.modifyGroupBaseInfo(
        options,
        function (resp) {
            //在表格中修改对应的行
            $('#get_my_group_table').bootstrapTable('updateRow', {
                index: $('#mg_sel_row_index').val(),
                row: {
                    Type: $('#input[name="mg_type_radio"]:checked').val(),
                    Name:
                        webim.Tool.formatText2Html($('#mg_name').val()),
                    Introduction:
                        webim.Tool.formatText2Html($('#mg_introduction').val()),
                    Notification:
                        webim.Tool.formatText2Html($('#mg_notification').val())
                }
            });
            $('#modify_group_dialog').modal('hide');
            alert('修改群资料成功');
        },
        function (err) {
            alert(err.ErrorInfo);
        }
    );
};
