package webim

import (
	"slices"
	"strings"

	"webim.js/webim/jsontext"
)

// calls17 is the table of the page's functions (options, cbOk, cbErr), one a
// line: the name, the command, and the fields of the request's body in order.
// "# service" precedes the commands of a service.
//
//	Name         the option of that name; omitted if undefined
//	Name?        only if the option is truthy
//	Name?0       only if the option is truthy or 0
//	Name=me      the signed-in user
//	Name=text    the option, a number converted to a string
//	Name=members each id of the list as {"Member_Account": id}
//	Name=100     the first 100 items of the list; [] if undefined
//	Name{ A B }  an object of these fields
//	*            the options unchanged
//	!word        a property of the call: a case of finish, or !anyone for a call
//	             that does not require a sign-in
//
// The tables are strings because Go values with a function for each field cost
// the page 50 kB of WebAssembly. Sources: groups.md 2, relations.md 8, guide 6
// to 9.
const calls17 = `
# group_open_http_svc
createGroup create_group Type Name MemberList=members GroupId? Owner_Account? Introduction? Notification? MaxMemberCount? ApplyJoinOption? AppDefinedData? FaceUrl?
createGroupHigh create_group *
modifyGroupBaseInfo modify_group_base_info *
applyJoinGroup apply_join_group GroupId=text ApplyMsg UserDefinedField
quitGroup quit_group GroupId
destroyGroup destroy_group GroupId
changeGroupOwner change_group_owner *
searchGroupByName search_group * !anyone
handleApplyJoinGroupPendency handle_apply_join_group GroupId Applicant_Account HandleMsg Authentication MsgKey ApprovalMsg UserDefinedField !handled
handleInviteJoinGroupRequest handle_invite_join_group GroupId Inviter_Account HandleMsg Authentication MsgKey ApprovalMsg UserDefinedField
getPendencyGroup get_pendency StartTime Limit Handle_Account=me
getPendencyGroupRead report_pendency ReportTime From_Account=me
getGroupPublicInfo get_group_public_info GroupIdList ResponseFilter{ GroupBasePublicInfoFilter } !public
getGroupInfo get_group_info GroupIdList ResponseFilter{ GroupBaseInfoFilter MemberInfoFilter AppDefinedDataFilter_Group? AppDefinedDataFilter_GroupMember? }
getGroupMemberInfo get_group_member_info GroupId Offset Limit MemberInfoFilter MemberRoleFilter AppDefinedDataFilter_GroupMember
addGroupMember add_group_member GroupId Silence MemberList
modifyGroupMember modify_group_member_info GroupId? Member_Account? Role? MsgFlag? ShutUpTime?0 NameCard? AppMemberDefinedData?
deleteGroupMember delete_group_member GroupId Silence MemberToDel_Account Reason
getJoinedGroupListHigh get_joined_group_list Member_Account Limit Offset GroupType ResponseFilter{ GroupBaseInfoFilter SelfInfoFilter }
getRoleInGroup get_role_in_group GroupId User_Account
forbidSendMsg forbid_send_msg GroupId Members_Account ShutUpTime
sendCustomGroupNotify send_group_system_notification *
groupMsgReaded msg_read_report GroupId MsgReadedSeq
# openim
deleteApplyJoinGroupPendency deletemsg *
getLongPollingId getlongpollingid
# sns
applyAddFriend friend_add From_Account=me AddFriendItem !batch
responseFriend friend_response From_Account=me ResponseFriendItem !batch
deleteFriend friend_delete From_Account=me To_Account DeleteType !batch
getAllFriend friend_get_all From_Account=me TimeStamp StartIndex GetCount LastStandardSequence TagList
getPendency pendency_get From_Account=me PendencyType StartTime MaxLimited LastSequence
getPendencyReport PendencyReport From_Account=me LatestPendencyTimeStamp
deletePendency pendency_delete From_Account=me PendencyType To_Account !batch
addBlackList black_list_add From_Account=me To_Account !batch
deleteBlackList black_list_delete From_Account=me To_Account !batch
getBlackList black_list_get From_Account=me StartIndex MaxLimited LastSequence
# profile
getProfilePortrait portrait_get From_Account=me To_Account=100 TagList !profiles
setProfilePortrait portrait_set From_Account=me ProfileItem
# recentcontact
getRecentContactList get From_Account=me Count
# openpic
applyDownload apply_download * !anyone
`

// calls13 is the table of the calls that differ in 1.3, where the page supplies
// From_Account and other fields are sent.
const calls13 = `
# group_open_http_svc
createGroup create_group Owner_Account Type Name Introduction Notification MemberList=members MaxMemberCount? ApplyJoinOption? AppDefinedData? FaceUrl?
applyJoinGroup apply_join_group GroupId ApplyMsg UserDefinedField
handleApplyJoinGroupPendency handle_apply_join_group GroupId Applicant_Account HandleMsg Authentication MsgKey ApprovalMsg UserDefinedField
getGroupInfo get_group_info GroupIdList ResponseFilter{ GroupBaseInfoFilter MemberInfoFilter } AppDefinedDataFilter_Group?
getGroupMemberInfo get_group_member_info GroupId Offset Limit MemberInfoFilter
modifyGroupMember modify_group_member_info GroupId? Member_Account? Role? MsgFlag? ShutUpTime?0
deleteGroupMember delete_group_member GroupId Silence MemberToDel_Account
# sns
applyAddFriend friend_add From_Account AddFriendItem !batch
responseFriend friend_response From_Account ResponseFriendItem !batch
deleteFriend friend_delete From_Account To_Account DeleteType !batch
getAllFriend friend_get_all From_Account TimeStamp StartIndex GetCount LastStandardSequence TagList
getPendency pendency_get From_Account PendencyType StartTime MaxLimited LastSequence
deletePendency pendency_delete From_Account PendencyType To_Account !batch
addBlackList black_list_add From_Account To_Account !batch
deleteBlackList black_list_delete From_Account To_Account !batch
getBlackList black_list_get From_Account StartIndex MaxLimited LastSequence
# profile
getProfilePortrait portrait_get From_Account To_Account LastStandardSequence TagList !profiles
setProfilePortrait portrait_set From_Account ProfileItem
`

// specialCalls lists the functions (options, cbOk, cbErr) that a table cannot
// describe; see special.
const specialCalls = "applyJoinBigGroup quitBigGroup syncGroupMsgs getC2CHistoryMsgs c2CMsgReaded deleteChat uploadPicByBase64"

// OptionCalls returns the names of all functions (options, cbOk, cbErr). The
// packer provides them to the page's script, which defines them.
func OptionCalls() []string {
	names := words(specialCalls)
	for line := range strings.Lines(calls17) {
		if name, _, found := cut(line, ' '); found && name != "#" {
			names = append(names, name)
		}
	}
	return names
}

// call is a line of a table.
type call struct {
	service, command string
	fields           []string
}

func (k *call) is(word string) bool { return slices.Contains(k.fields, word) }

// findCall finds and parses the line of a function in a table.
func findCall(table, name string) (k call, ok bool) {
	for line := ""; table != ""; {
		line, table, _ = cut(table, '\n')
		if service, heading := strings.CutPrefix(line, "# "); heading {
			k.service = service
		} else if rest, found := strings.CutPrefix(line, name+" "); found {
			list := words(rest)
			k.command, k.fields = list[0], list[1:]
			return k, true
		}
	}
	return call{}, false
}

// Call implements every function of the page's API that takes (options, cbOk,
// cbErr). A successful response ends in done.OK, a failure in done.Err with the
// error object. A function that the dialect lacks uses the entry of the other.
func (c *Client) Call(name string, options jsontext.Value, done Done) {
	k, known := findCall(c.d.calls, name)
	if !known {
		k, known = findCall(calls17, name)
	}
	if !known {
		c.special(name, options, done)
		return
	}
	if c.d.refusesUnknown && !k.is("!anyone") && !c.signedIn(done, true) {
		return
	}
	c.post(request{service: k.service, command: k.command, body: c.body(k.fields, options).JSON(), outlives: true, done: done,
		ok:   func(resp Response) { k.finish(resp, done) },
		fail: func(e jsontext.Value) { k.fail(e, done) }})
}

// special runs the functions of specialCalls.
func (c *Client) special(name string, options jsontext.Value, done Done) {
	var run func(*Client, jsontext.Value, Done)
	switch name {
	case "applyJoinBigGroup":
		c.joinBigGroup(options, done)
		return
	case "quitBigGroup":
		c.quitBigGroup(options, done)
		return
	case "syncGroupMsgs":
		run = (*Client).groupHistory
	case "getC2CHistoryMsgs":
		run = (*Client).c2cHistory
	case "c2CMsgReaded":
		run = (*Client).c2cRead
	case "deleteChat":
		run = (*Client).deleteChat
	case "uploadPicByBase64":
		run = (*Client).uploadBase64
	default:
		done.failed(c.d.ownError(codeDefault, "no such function: "+name))
		return
	}
	if c.d.refusesUnknown && !c.signedIn(done, true) {
		return
	}
	run(c, options, done)
}

// finish ends a call after a successful response.
func (k *call) finish(resp Response, done Done) {
	switch {
	case k.is("!batch"):
		finishItems(resp, done, "ResultItem", "")
	case k.is("!profiles"):
		finishItems(resp, done, "UserProfileItem", "账号:")
	case k.is("!public"):
		finishPublicInfo(resp, done)
	default:
		done.succeeded(resp)
	}
}

// fail ends a call after a failure. A call that handles a join request succeeds if
// the request was already handled.
func (k *call) fail(e jsontext.Value, done Done) {
	if k.is("!handled") && e.Get("ErrorCode").Is(codeHandled) {
		done.ok(okResponse("该申请已经被处理过"))
		return
	}
	done.failed(e)
}

// body builds a request's body from the options, as described by fields.
func (c *Client) body(fields []string, options jsontext.Value) jsontext.Value {
	if slices.Contains(fields, "*") {
		if options.Kind() == jsontext.Undefined {
			return jsontext.NewObject()
		}
		return options
	}
	body := jsontext.NewObject()
	into := body
	for _, field := range fields {
		if name, opens := strings.CutSuffix(field, "{"); opens {
			into = jsontext.NewObject()
			body.Set(name, into)
		} else if field == "}" {
			into = body
		} else if field[0] != '!' {
			c.takeField(into, field, options)
		}
	}
	return body
}

func (c *Client) takeField(into jsontext.Value, field string, options jsontext.Value) {
	end := 0
	for end < len(field) && field[end] != '?' && field[end] != '=' {
		end++
	}
	name, how := field[:end], field[end:]
	v := options.Get(name)
	switch how {
	case "?":
		if !v.Truthy() {
			return
		}
	case "?0":
		if !v.Truthy() && !v.Is(0) {
			return
		}
	case "=me":
		v = jsontext.String(c.id.identifier)
	case "=text":
		if v.Kind() == jsontext.Number {
			v = jsontext.String(v.Str())
		}
	case "=members":
		list := jsontext.NewArray()
		for _, id := range v.Items() {
			member := jsontext.NewObject()
			member.Set("Member_Account", id)
			list.Push(member)
		}
		v = list
	case "=100":
		if v.Kind() == jsontext.Undefined {
			v = jsontext.NewArray()
		} else if list := v.Items(); len(list) > 100 {
			c.Log.Error("获取用户资料人数不能超过100人")
			v = jsontext.NewArray(list[:100]...)
		}
	}
	into.Set(name, v)
}

// c2cRead reports how far one-to-one messages were read (webim.c2CMsgReaded;
// openim/msgreaded). It carries the cookie of the last getmsg.
func (c *Client) c2cRead(options jsontext.Value, done Done) {
	read := jsontext.NewObject()
	read.Set("Cookie", c.sync.cookieOrEmpty())
	read.Set("C2CMsgReadedItem", jsontext.NewArray(c.body([]string{"To_Account", "LastedMsgTime"}, options)))
	body := jsontext.NewObject()
	body.Set("C2CMsgReaded", read)
	c.post(request{service: "openim", command: "msgreaded", body: body.JSON(), outlives: true, done: done})
}

// deleteChat removes a session from the recent contacts (recentcontact/delete,
// 1.7.2): a one-to-one session by To_Account, a group's by ToGroupid.
func (c *Client) deleteChat(options jsontext.Value, done Done) {
	to := "ToGroupid"
	if options.Get("chatType").Is(1) {
		to = "To_Account"
	}
	body := jsontext.NewObject()
	body.Set("From_Account", jsontext.String(c.id.identifier))
	body.Set("Type", options.Get("chatType"))
	body.Set(to, options.Get("To_Account"))
	c.post(request{service: "recentcontact", command: "delete", body: body.JSON(), outlives: true, done: done})
}
