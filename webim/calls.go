package webim

import (
	"webim.js/webim/jsontext"
)

// call is one function (options, cbOk, cbErr) of the page's API.
type call struct {
	service, command string
	// body makes the request's body of the page's options; nil passes them on.
	body func(c *Client, o jsontext.Value) jsontext.Value
	// finish ends the call after a good answer; nil hands it on as it is.
	finish func(c *Client, a Answer, done Done)
	// refused may turn an error into something else; nil hands it on.
	refused func(e jsontext.Value, done Done)
	// run takes the place of all of the above.
	run func(c *Client, o jsontext.Value, done Done)
	// anyone may call it without being signed in (1.7).
	anyone bool
}

const (
	groupService  = "group_open_http_svc"
	friendService = "sns"
	tagNick       = "Tag_Profile_IM_Nick"
	tagImage      = "Tag_Profile_IM_Image"
)

// Calls returns the names of all functions that Call knows, of both dialects.
func Calls() []string {
	var names []string
	for name := range calls17 {
		names = append(names, name)
	}
	return names
}

// Call is every function of the page's API that takes (options, cbOk, cbErr).
// The tables calls17 and calls13 say what each sends; an answer ends in
// done.OK, a failure in done.Err with the error object. A name the dialect
// lacks goes by the other's table: what works, works in both.
func (c *Client) Call(name string, o jsontext.Value, done Done) {
	k, ok := c.d.calls[name]
	if !ok {
		k, ok = calls17[name]
	}
	if !ok {
		done.err(c.d.ownError(codeDefault, "no such function: "+name))
		return
	}
	if c.d.tellsConnection && !k.anyone && !c.CheckLogin(done, true) {
		return
	}
	if k.run != nil {
		k.run(c, o, done)
		return
	}
	body := o
	if k.body != nil {
		body = k.body(c, o)
	}
	if body.Kind() == jsontext.Undefined {
		body = jsontext.NewObject()
	}
	c.post(request{service: k.service, command: k.command, body: body.JSON(),
		ok: func(a Answer) {
			if k.finish != nil {
				k.finish(c, a, done)
				return
			}
			done.ok(a)
		},
		fail: func(e jsontext.Value) {
			if k.refused != nil {
				k.refused(e, done)
				return
			}
			done.err(e)
		}})
}

// A bodyPart sets members of a body from the options.
type bodyPart func(c *Client, o jsontext.Value, body jsontext.Value)

func build(parts ...bodyPart) func(*Client, jsontext.Value) jsontext.Value {
	return func(c *Client, o jsontext.Value) jsontext.Value {
		body := jsontext.NewObject()
		for _, part := range parts {
			part(c, o, body)
		}
		return body
	}
}

// take copies the named options; missing ones stay missing.
func take(names ...string) bodyPart {
	return func(_ *Client, o jsontext.Value, body jsontext.Value) {
		for _, name := range names {
			body.Set(name, o.Get(name))
		}
	}
}

// takeTruthy copies the named options that JavaScript takes for true.
func takeTruthy(names ...string) bodyPart {
	return func(_ *Client, o jsontext.Value, body jsontext.Value) {
		for _, name := range names {
			if v := o.Get(name); v.Truthy() {
				body.Set(name, v)
			}
		}
	}
}

// me sets a member to the signed-in user.
func me(name string) bodyPart {
	return func(c *Client, _ jsontext.Value, body jsontext.Value) {
		body.Set(name, jsontext.String(c.id.identifier))
	}
}

// nest puts parts into an object of their own.
func nest(name string, parts ...bodyPart) bodyPart {
	inner := build(parts...)
	return func(c *Client, o jsontext.Value, body jsontext.Value) { body.Set(name, inner(c, o)) }
}

// textID replaces the page's group id by its text (1.7.2).
func textID(name string) bodyPart {
	return func(_ *Client, o jsontext.Value, body jsontext.Value) {
		if v := o.Get(name); v.Kind() == jsontext.Number {
			body.Set(name, jsontext.String(v.Str()))
		} else {
			body.Set(name, v)
		}
	}
}

// memberList wraps each id of MemberList in an object.
func memberList(_ *Client, o jsontext.Value, body jsontext.Value) {
	list := jsontext.NewArray()
	for _, id := range o.Get("MemberList").Items() {
		m := jsontext.NewObject()
		m.Set("Member_Account", id)
		list.Push(m)
	}
	body.Set("MemberList", list)
}

var (
	createBody17 = build(take("Type", "Name"), memberList,
		takeTruthy("GroupId", "Owner_Account", "Introduction", "Notification", "MaxMemberCount", "ApplyJoinOption", "AppDefinedData", "FaceUrl"))
	createBody13 = build(take("Owner_Account", "Type", "Name", "Introduction", "Notification"), memberList,
		takeTruthy("MaxMemberCount", "ApplyJoinOption", "AppDefinedData", "FaceUrl"))
	applyBody      = build(textID("GroupId"), take("ApplyMsg", "UserDefinedField"))
	handleBody     = build(take("GroupId", "Applicant_Account", "HandleMsg", "Authentication", "MsgKey", "ApprovalMsg", "UserDefinedField"))
	groupOnly      = build(take("GroupId"))
	publicInfoBody = build(take("GroupIdList"), nest("ResponseFilter", take("GroupBasePublicInfoFilter")))
	addMemberBody  = build(take("GroupId", "Silence", "MemberList"))
	joinedBody     = build(take("Member_Account", "Limit", "Offset", "GroupType"),
		nest("ResponseFilter", take("GroupBaseInfoFilter", "SelfInfoFilter")))
	rolesBody     = build(take("GroupId", "User_Account"))
	forbidBody    = build(take("GroupId", "Members_Account", "ShutUpTime"))
	groupReadBody = build(take("GroupId", "MsgReadedSeq"))
)

// c2cReadBody carries the cookie of the last getmsg (openim/msgreaded).
func c2cReadBody(c *Client, o jsontext.Value) jsontext.Value {
	item := build(take("To_Account", "LastedMsgTime"))(c, o)
	read := jsontext.NewObject()
	read.Set("Cookie", c.sync.cookieOrEmpty())
	read.Set("C2CMsgReadedItem", jsontext.NewArray(item))
	body := jsontext.NewObject()
	body.Set("C2CMsgReaded", read)
	return body
}

// profileBody asks for at most 100 profiles at once.
func profileBody(parts ...bodyPart) func(*Client, jsontext.Value) jsontext.Value {
	inner := build(parts...)
	return func(c *Client, o jsontext.Value) jsontext.Value {
		if list := o.Get("To_Account").Items(); len(list) > 100 {
			c.Log.Error("获取用户资料人数不能超过100人")
			o.Set("To_Account", jsontext.NewArray(list[:100]...))
		}
		return inner(c, o)
	}
}

// alreadyHandled takes a join request that somebody handled before for done.
func alreadyHandled(e jsontext.Value, done Done) {
	if e.Get("ErrorCode").Is(codeHandled) {
		done.ok(okAnswer("该申请已经被处理过"))
		return
	}
	done.err(e)
}

// chatBody names the chat to delete: a group by ToGroupid (recentcontact/delete).
func chatBody(c *Client, o jsontext.Value) jsontext.Value {
	to := "ToGroupid"
	if o.Get("chatType").Is(1) {
		to = "To_Account"
	}
	body := jsontext.NewObject()
	body.Set("From_Account", jsontext.String(c.id.identifier))
	body.Set("Type", o.Get("chatType"))
	body.Set(to, o.Get("To_Account"))
	return body
}

// calls17 are the functions of 1.7 (groups.md 2, relations.md).
var calls17 map[string]call

// calls13 are those of 1.3, as far as they differ (guide 6 to 9): the sender of
// relations comes from the page, and other fields are sent.
var calls13 map[string]call

func init() {
	g := func(command string, body func(*Client, jsontext.Value) jsontext.Value) call {
		return call{service: groupService, command: command, body: body}
	}
	sns := func(command string, finish func(*Client, Answer, Done), parts ...bodyPart) call {
		return call{service: friendService, command: command, body: build(parts...), finish: finish}
	}
	handled := g("handle_apply_join_group", handleBody)
	handled.refused = alreadyHandled
	publicInfo := g("get_group_public_info", publicInfoBody)
	publicInfo.finish = finishPublicInfo
	search := g("search_group", nil)
	search.anyone = true
	calls17 = map[string]call{
		"createGroup":                  g("create_group", createBody17),
		"createGroupHigh":              g("create_group", nil),
		"modifyGroupBaseInfo":          g("modify_group_base_info", nil),
		"applyJoinGroup":               g("apply_join_group", applyBody),
		"applyJoinBigGroup":            {run: (*Client).joinBigGroup, anyone: true},
		"quitGroup":                    g("quit_group", groupOnly),
		"quitBigGroup":                 {run: (*Client).quitBigGroup, anyone: true},
		"handleApplyJoinGroupPendency": handled,
		"handleApplyJoinGroup":         handled,
		"getPendencyGroup":             g("get_pendency", build(take("StartTime", "Limit"), me("Handle_Account"))),
		"getPendencyGroupRead":         g("report_pendency", build(take("ReportTime"), me("From_Account"))),
		"handleInviteJoinGroupRequest": g("handle_invite_join_group", build(take("GroupId", "Inviter_Account", "HandleMsg", "Authentication", "MsgKey", "ApprovalMsg", "UserDefinedField"))),
		"deleteApplyJoinGroupPendency": {service: "openim", command: "deletemsg"},
		"searchGroupByName":            search,
		"getGroupPublicInfo":           publicInfo,
		"getGroupInfo": g("get_group_info", build(take("GroupIdList"), nest("ResponseFilter",
			take("GroupBaseInfoFilter", "MemberInfoFilter"), takeTruthy("AppDefinedDataFilter_Group", "AppDefinedDataFilter_GroupMember")))),
		"getGroupMemberInfo":     g("get_group_member_info", build(take("GroupId", "Offset", "Limit", "MemberInfoFilter", "MemberRoleFilter", "AppDefinedDataFilter_GroupMember"))),
		"addGroupMember":         g("add_group_member", addMemberBody),
		"modifyGroupMember":      g("modify_group_member_info", build(takeTruthy("GroupId", "Member_Account", "Role", "MsgFlag"), shutUpTime, takeTruthy("NameCard", "AppMemberDefinedData"))),
		"deleteGroupMember":      g("delete_group_member", build(take("GroupId", "Silence", "MemberToDel_Account", "Reason"))),
		"destroyGroup":           g("destroy_group", groupOnly),
		"changeGroupOwner":       g("change_group_owner", nil),
		"getJoinedGroupListHigh": g("get_joined_group_list", joinedBody),
		"getRoleInGroup":         g("get_role_in_group", rolesBody),
		"forbidSendMsg":          g("forbid_send_msg", forbidBody),
		"sendCustomGroupNotify":  g("send_group_system_notification", nil),
		"groupMsgReaded":         g("msg_read_report", groupReadBody),
		"syncGroupMsgs":          {run: (*Client).groupHistory},

		"c2CMsgReaded":      {service: "openim", command: "msgreaded", body: c2cReadBody},
		"getC2CHistoryMsgs": {run: (*Client).c2cHistory},
		"getLongPollingId":  {service: "openim", command: "getlongpollingid", body: build()},

		"applyAddFriend":       sns("friend_add", finishBatch, me("From_Account"), take("AddFriendItem")),
		"responseFriend":       sns("friend_response", finishBatch, me("From_Account"), take("ResponseFriendItem")),
		"deleteFriend":         sns("friend_delete", finishBatch, me("From_Account"), take("To_Account", "DeleteType")),
		"getAllFriend":         sns("friend_get_all", nil, me("From_Account"), take("TimeStamp", "StartIndex", "GetCount", "LastStandardSequence", "TagList")),
		"getPendency":          sns("pendency_get", nil, me("From_Account"), take("PendencyType", "StartTime", "MaxLimited", "LastSequence")),
		"getPendencyReport":    sns("PendencyReport", nil, me("From_Account"), take("LatestPendencyTimeStamp")),
		"deletePendency":       sns("pendency_delete", finishBatch, me("From_Account"), take("PendencyType", "To_Account")),
		"addBlackList":         sns("black_list_add", finishBatch, me("From_Account"), take("To_Account")),
		"deleteBlackList":      sns("black_list_delete", finishBatch, me("From_Account"), take("To_Account")),
		"getBlackList":         sns("black_list_get", nil, me("From_Account"), take("StartIndex", "MaxLimited", "LastSequence")),
		"getProfilePortrait":   {service: "profile", command: "portrait_get", body: profileBody(me("From_Account"), take("To_Account", "TagList")), finish: finishProfiles},
		"setProfilePortrait":   {service: "profile", command: "portrait_set", body: build(me("From_Account"), take("ProfileItem"))},
		"getRecentContactList": {service: "recentcontact", command: "get", body: build(me("From_Account"), take("Count"))},
		"deleteChat":           {service: "recentcontact", command: "delete", body: chatBody},

		"applyDownload":      {service: "openpic", command: "apply_download", anyone: true},
		"uploadPicByBase64":  {run: (*Client).uploadBase64},
		"uploadFileByBase64": {run: (*Client).uploadBase64},
	}

	of := take("From_Account") // 1.3 sends the page's, not the signed-in user's
	public13 := g("get_group_public_info", publicInfoBody)
	public13.finish = finishPublicInfo
	calls13 = map[string]call{
		"createGroup":                  g("create_group", createBody13),
		"applyJoinGroup":               g("apply_join_group", build(take("GroupId", "ApplyMsg", "UserDefinedField"))),
		"handleApplyJoinGroupPendency": g("handle_apply_join_group", handleBody),
		"handleApplyJoinGroup":         g("handle_apply_join_group", handleBody),
		"getGroupPublicInfo":           public13,
		"getGroupInfo":                 g("get_group_info", build(take("GroupIdList"), nest("ResponseFilter", take("GroupBaseInfoFilter", "MemberInfoFilter")), takeTruthy("AppDefinedDataFilter_Group"))),
		"getGroupMemberInfo":           g("get_group_member_info", build(take("GroupId", "Offset", "Limit", "MemberInfoFilter"))),
		"modifyGroupMember":            g("modify_group_member_info", build(takeTruthy("GroupId", "Member_Account", "Role", "MsgFlag"), shutUpTime)),
		"deleteGroupMember":            g("delete_group_member", build(take("GroupId", "Silence", "MemberToDel_Account"))),

		"applyAddFriend":     sns("friend_add", finishBatch, of, take("AddFriendItem")),
		"responseFriend":     sns("friend_response", finishBatch, of, take("ResponseFriendItem")),
		"deleteFriend":       sns("friend_delete", finishBatch, of, take("To_Account", "DeleteType")),
		"getAllFriend":       sns("friend_get_all", nil, of, take("TimeStamp", "StartIndex", "GetCount", "LastStandardSequence", "TagList")),
		"getPendency":        sns("pendency_get", nil, of, take("PendencyType", "StartTime", "MaxLimited", "LastSequence")),
		"deletePendency":     sns("pendency_delete", finishBatch, of, take("PendencyType", "To_Account")),
		"addBlackList":       sns("black_list_add", finishBatch, of, take("To_Account")),
		"deleteBlackList":    sns("black_list_delete", finishBatch, of, take("To_Account")),
		"getBlackList":       sns("black_list_get", nil, of, take("StartIndex", "MaxLimited", "LastSequence")),
		"getProfilePortrait": {service: "profile", command: "portrait_get", body: build(of, take("To_Account", "LastStandardSequence", "TagList")), finish: finishProfiles},
		"setProfilePortrait": {service: "profile", command: "portrait_set", body: build(of, take("ProfileItem"))},
	}
}

// shutUpTime is sent when given, 0 included: it lifts a mute.
func shutUpTime(_ *Client, o jsontext.Value, body jsontext.Value) {
	if v := o.Get("ShutUpTime"); v.Truthy() || v.Is(0) {
		body.Set("ShutUpTime", v)
	}
}
