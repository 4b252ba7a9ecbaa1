// The examples of chapter 9 of the vendor's guide "Web 开发文档", version 1.3, as
// printed. The indentation is ours, and the block ends that the scan added at page
// breaks are removed. Further changes:
//   9.2, 9.5, 9.6: one account is inside square brackets, where the document has round
//   ones.

// ---- 9.1 获取群成员列表

//读取群组成员
var getGroupMemberInfo = function (group_id) {
    initGetGroupMemberTable([]);
    var options = {
        'GroupId': group_id,
        'Offset': 0, //必须从 0 开始
        'Limit': totalCount,
        'MemberInfoFilter': [
            'Account',
            'Role',
            'JoinTime',
            'LastSendMsgTime',
            'ShutUpUntil'
        ]
    };
    webim.getGroupMemberInfo(
        options,
        function (resp) {
            if (resp.MemberNum <= 0) {
                alert('该群组目前没有成员');
                return;
            }
            var data = [];
            for (var i in resp.MemberList) {
                var account = resp.MemberList[i].Member_Account;
                var role = resp.MemberList[i].Role;
                webim.Tool.groupRoleEn2Ch(resp.MemberList[i].Role);
                var join_time = resp.MemberList[i].JoinTime;
                webim.Tool.formatTimeStamp(resp.MemberList[i].JoinTime);
                var shut_up_until = resp.MemberList[i].ShutUpUntil;
                webim.Tool.formatTimeStamp(resp.MemberList[i].ShutUpUntil);
                if (shut_up_until == 0) {
                    shut_up_until = '-';
                }
                data.push({
                    GroupId: group_id,
                    Member_Account: account,
                    Role: role,
                    JoinTime: join_time,
                    ShutUpUntil: shut_up_until
                });
            }
            $('#get_group_member_table').bootstrapTable('load', data);
            $('#get_group_member_dialog').modal('show');
        },

        function (err) {
            alert(err.ErrorInfo);
        }
    );
};

// ---- 9.2 邀请好友加群

//邀请好友加群
var addGroupMember = function () {
    var options = {
        'GroupId': $('#agm_group_id').val(),
        'MemberList': [
            {
                'Member_Account': $('#agm_account').val()
            }
        ]
    };

    webim.addGroupMember(
        options,
        function (resp) {
            //在表格中删除对应的行
            $('#get_my_friend_group_table').bootstrapTable('remove', {
                field: 'Info_Account',
                values: [$('#agm_account').val()]
            });
            $('#add_group_member_dialog').modal('hide');
            alert('邀请好友加群成功');
        },
        function (err) {
            alert(err.ErrorInfo);
        }
    );
};

// ---- 9.3 修改群消息提示

//修改群消息提示类型
var modifyGroupMsgFlag = function () {
    var msg_flag_en = $('#input[name="mgmf_msg_flag_radio"]:checked').val();
    var msg_flag_zh = webim.Tool.groupMsgFlagEn2Ch(msg_flag_en);
    var options = {
        'GroupId': $('#mgmf_group_id').val(),
        'Member_Account': loginInfo.identifier,
        'MsgFlag': msg_flag_en
    };
    webim.modifyGroupMember(
        options,
        function (resp) {
            //在表格中修改对应的行
            $('#get_my_group_table').bootstrapTable('updateRow', {
                index: $('#mgmf_sel_row_index').val(),
                row: {
                    MsgFlag: msg_flag_zh,
                    MsgFlagEn: msg_flag_en
                }
            });
            $('#modify_group_msg_flag_dialog').modal('hide');
            alert('设置群消息提示类型成功');
        },
        function (err) {
            alert(err.ErrorInfo);
        }
    );
};

// ---- 9.4 修改群成员角色

//修改群组成员角色
var modifyGroupMemberRole = function () {
    var role_en = $('#input[name="mgm_role_radio"]:checked').val();
    var role_zh = webim.Tool.groupRoleEn2Ch(role_en);
    var options = {
        'GroupId': $('#mgm_group_id').val(),
        'Member_Account': $('#mgm_account').val(),
        'Role': role_en
    };
    webim.modifyGroupMember(
        options,
        function (resp) {
            //在表格中修改对应的行
            $('#get_group_member_table').bootstrapTable('updateRow', {
                index: $('#mgm_sel_row_index').val(),
                row: {
                    Role: role_zh
                }
            });
            $('#modify_group_member_dialog').modal('hide');
            alert('修改群成员角色成功');
        },
        function (err) {
            alert(err.ErrorInfo);
        }
    );
};

// ---- 9.5 设置群成员禁言时间

//设置成员禁言时间
var forbidSendMsg = function () {
    if (!webim.Tool.validNumber($('#fsm_shut_up_time').val())) {
        alert('您输入的禁言时间非法,只能是数字(0-31536000)');
        return;
    }
    var shut_up_time = parseInt($('#fsm_shut_up_time').val());
    if (shut_up_time > 31536000) {
        alert('您输入的禁言时间非法,只能是数字(0-31536000)');
        return;
    }
    var shut_up_until = '-';
    if (shut_up_time != 0) {
        //当前时间+禁言时间=禁言截至时间
        shut_up_until = webim.Tool.formatTimeStamp(Math.round(new
                Date().getTime() / 1000) + shut_up_time);
    }
    var options = {
        'GroupId': $('#fsm_group_id').val(),
        'Members_Account': [$('#fsm_account').val()],
        'ShutUpTime': shut_up_time
    };
    webim.forbidSendMsg(
        options,
        function (resp) {
            //在表格中修改对应的行
            $('#get_group_member_table').bootstrapTable('updateRow', {
                index: $('#fsm_sel_row_index').val(),
                row: {
                    ShutUpUntil: shut_up_until
                }
            });
            $('#forbid_send_msg_dialog').modal('hide');
            alert('设置成员禁言时间成功');
        },
        function (err) {
            alert(err.ErrorInfo);
        }
    );
};

// ---- 9.6 删除群成员

//删除群组成员
var deleteGroupMember = function () {
    if (!confirm("确定移除该成员吗？")) {
        return;
    }
    var options = {
        'GroupId': $('#dgm_group_id').val(),
        // 'Silence': $('#input[name="dgm_silence_radio"]:checked').val(), // 只有 ROOT
        // 用户采用权限设置该字段（是否静默移除）
        'MemberToDel_Account': [$('#dgm_account').val()]
    };
    webim.deleteGroupMember(
        options,
        function (resp) {
            // 在表格中删除对应的行
            $('#get_group_member_table').bootstrapTable('remove', {
                field: 'Member_Account',
                values: [$('#dgm_account').val()]
            });
            $('#delete_group_member_dialog').modal('hide');
            alert('移除群成员成功');
        },
        function (err) {
            alert(err.ErrorInfo);
        }
    );
};
