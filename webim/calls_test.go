package webim

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// expectedCall is the expected request of a call: the command, the body when every
// option is given, and the body when none is. In full, a field's value is its name in
// lower case, or "me" where the client fills it in.
type expectedCall struct{ name, command, full, none string }

const (
	inGroup = "group_open_http_svc/"
)

// calls17Expected lists the functions of 1.7 (groups.md 2, relations.md, client-1.7).
var calls17Expected = []expectedCall{
	{"createGroup", inGroup + "create_group", `Type Name MemberList:[{"Member_Account":"a"},{"Member_Account":"b"}] GroupId Owner_Account Introduction Notification MaxMemberCount ApplyJoinOption AppDefinedData FaceUrl`, `{"MemberList":[]}`},
	{"createGroupHigh", inGroup + "create_group", "*", `{}`},
	{"modifyGroupBaseInfo", inGroup + "modify_group_base_info", "*", `{}`},
	{"applyJoinGroup", inGroup + "apply_join_group", "GroupId ApplyMsg UserDefinedField", `{}`},
	{"quitGroup", inGroup + "quit_group", "GroupId", `{}`},
	{"destroyGroup", inGroup + "destroy_group", "GroupId", `{}`},
	{"changeGroupOwner", inGroup + "change_group_owner", "*", `{}`},
	{"searchGroupByName", inGroup + "search_group", "*", `{}`},
	{"handleApplyJoinGroupPendency", inGroup + "handle_apply_join_group", "GroupId Applicant_Account HandleMsg Authentication MsgKey ApprovalMsg UserDefinedField", `{}`},
	{"handleInviteJoinGroupRequest", inGroup + "handle_invite_join_group", "GroupId Inviter_Account HandleMsg Authentication MsgKey ApprovalMsg UserDefinedField", `{}`},
	{"getPendencyGroup", inGroup + "get_pendency", "StartTime Limit Handle_Account:me", `{"Handle_Account":"me"}`},
	{"getPendencyGroupRead", inGroup + "report_pendency", "ReportTime From_Account:me", `{"From_Account":"me"}`},
	{"deleteApplyJoinGroupPendency", "openim/deletemsg", "*", `{}`},
	{"getGroupPublicInfo", inGroup + "get_group_public_info", `GroupIdList ResponseFilter:{"GroupBasePublicInfoFilter":"groupbasepublicinfofilter"}`, `{"ResponseFilter":{}}`},
	{"getGroupInfo", inGroup + "get_group_info", `GroupIdList ResponseFilter:{"GroupBaseInfoFilter":"groupbaseinfofilter","MemberInfoFilter":"memberinfofilter","AppDefinedDataFilter_Group":"appdefineddatafilter_group","AppDefinedDataFilter_GroupMember":"appdefineddatafilter_groupmember"}`, `{"ResponseFilter":{}}`},
	{"getGroupMemberInfo", inGroup + "get_group_member_info", "GroupId Offset Limit MemberInfoFilter MemberRoleFilter AppDefinedDataFilter_GroupMember", `{}`},
	{"addGroupMember", inGroup + "add_group_member", `GroupId Silence MemberList:["a","b"]`, `{}`},
	{"modifyGroupMember", inGroup + "modify_group_member_info", "GroupId Member_Account Role MsgFlag ShutUpTime NameCard AppMemberDefinedData", `{}`},
	{"deleteGroupMember", inGroup + "delete_group_member", "GroupId Silence MemberToDel_Account Reason", `{}`},
	{"getJoinedGroupListHigh", inGroup + "get_joined_group_list", `Member_Account Limit Offset GroupType ResponseFilter:{"GroupBaseInfoFilter":"groupbaseinfofilter","SelfInfoFilter":"selfinfofilter"}`, `{"ResponseFilter":{}}`},
	{"getRoleInGroup", inGroup + "get_role_in_group", "GroupId User_Account", `{}`},
	{"forbidSendMsg", inGroup + "forbid_send_msg", "GroupId Members_Account ShutUpTime", `{}`},
	{"sendCustomGroupNotify", inGroup + "send_group_system_notification", "*", `{}`},
	{"groupMsgReaded", inGroup + "msg_read_report", "GroupId MsgReadedSeq", `{}`},
	{"syncGroupMsgs", inGroup + "group_msg_get", "GroupId ReqMsgSeq ReqMsgNumber", `{}`},
	{"c2CMsgReaded", "openim/msgreaded", `C2CMsgReaded:{"Cookie":"","C2CMsgReadedItem":[{"To_Account":["a"],"LastedMsgTime":"lastedmsgtime"}]}`, `{"C2CMsgReaded":{"Cookie":"","C2CMsgReadedItem":[{}]}}`},
	{"getLongPollingId", "openim/getlongpollingid", "", `{}`},

	{"applyAddFriend", "sns/friend_add", "From_Account:me AddFriendItem", `{"From_Account":"me"}`},
	{"responseFriend", "sns/friend_response", "From_Account:me ResponseFriendItem", `{"From_Account":"me"}`},
	{"deleteFriend", "sns/friend_delete", `From_Account:me To_Account:["a"] DeleteType`, `{"From_Account":"me"}`},
	{"getAllFriend", "sns/friend_get_all", "From_Account:me TimeStamp StartIndex GetCount LastStandardSequence TagList", `{"From_Account":"me"}`},
	{"getPendency", "sns/pendency_get", "From_Account:me PendencyType StartTime MaxLimited LastSequence", `{"From_Account":"me"}`},
	{"getPendencyReport", "sns/PendencyReport", "From_Account:me LatestPendencyTimeStamp", `{"From_Account":"me"}`},
	{"deletePendency", "sns/pendency_delete", `From_Account:me PendencyType To_Account:["a"]`, `{"From_Account":"me"}`},
	{"addBlackList", "sns/black_list_add", `From_Account:me To_Account:["a"]`, `{"From_Account":"me"}`},
	{"deleteBlackList", "sns/black_list_delete", `From_Account:me To_Account:["a"]`, `{"From_Account":"me"}`},
	{"getBlackList", "sns/black_list_get", "From_Account:me StartIndex MaxLimited LastSequence", `{"From_Account":"me"}`},
	{"getProfilePortrait", "profile/portrait_get", `From_Account:me To_Account:["a"] TagList`, `{"From_Account":"me","To_Account":[]}`},
	{"setProfilePortrait", "profile/portrait_set", "From_Account:me ProfileItem", `{"From_Account":"me"}`},
	{"getRecentContactList", "recentcontact/get", "From_Account:me Count", `{"From_Account":"me"}`},
	{"deleteChat", "recentcontact/delete", `From_Account:me Type:"chattype" ToGroupid:["a"]`, `{"From_Account":"me"}`},
	{"applyDownload", "openpic/apply_download", "*", `{}`},
}

// calls13Expected lists the functions that differ in 1.3 (dialect-1.3 section 8).
var calls13Expected = []expectedCall{
	{"createGroup", inGroup + "create_group", `Owner_Account Type Name Introduction Notification MemberList:[{"Member_Account":"a"},{"Member_Account":"b"}] MaxMemberCount ApplyJoinOption AppDefinedData FaceUrl`, `{"MemberList":[]}`},
	{"getGroupInfo", inGroup + "get_group_info", `GroupIdList ResponseFilter:{"GroupBaseInfoFilter":"groupbaseinfofilter","MemberInfoFilter":"memberinfofilter"} AppDefinedDataFilter_Group`, `{"ResponseFilter":{}}`},
	{"getGroupMemberInfo", inGroup + "get_group_member_info", "GroupId Offset Limit MemberInfoFilter", `{}`},
	{"modifyGroupMember", inGroup + "modify_group_member_info", "GroupId Member_Account Role MsgFlag ShutUpTime", `{}`},
	{"deleteGroupMember", inGroup + "delete_group_member", "GroupId Silence MemberToDel_Account", `{}`},
	{"applyAddFriend", "sns/friend_add", "From_Account AddFriendItem", `{}`},
	{"responseFriend", "sns/friend_response", "From_Account ResponseFriendItem", `{}`},
	{"deleteFriend", "sns/friend_delete", `From_Account To_Account:["a"] DeleteType`, `{}`},
	{"getAllFriend", "sns/friend_get_all", "From_Account TimeStamp StartIndex GetCount LastStandardSequence TagList", `{}`},
	{"getPendency", "sns/pendency_get", "From_Account PendencyType StartTime MaxLimited LastSequence", `{}`},
	{"deletePendency", "sns/pendency_delete", `From_Account PendencyType To_Account:["a"]`, `{}`},
	{"addBlackList", "sns/black_list_add", `From_Account To_Account:["a"]`, `{}`},
	{"deleteBlackList", "sns/black_list_delete", `From_Account To_Account:["a"]`, `{}`},
	{"getBlackList", "sns/black_list_get", "From_Account StartIndex MaxLimited LastSequence", `{}`},
	{"getProfilePortrait", "profile/portrait_get", `From_Account To_Account:["a"] LastStandardSequence TagList`, `{}`},
	{"setProfilePortrait", "profile/portrait_set", "From_Account ProfileItem", `{}`},
}

// body returns the JSON that full describes.
func (s expectedCall) body() string {
	if s.full == "*" {
		return allOptions()
	}
	var members []string
	for _, field := range strings.Fields(s.full) {
		name, v, given := strings.Cut(field, ":")
		switch {
		case !given:
			v = `"` + strings.ToLower(name) + `"`
		case v == "me":
			v = `"me"`
		}
		members = append(members, `"`+name+`":`+v)
	}
	return "{" + strings.Join(members, ",") + "}"
}

// allOptions returns options with every name that any function uses, and one unknown
// name.
var allOptions = sync.OnceValue(func() string {
	seen := map[string]bool{"MemberList": true, "To_Account": true}
	members := []string{`"Unknown":"unknown"`, `"MemberList":["a","b"]`, `"To_Account":["a"]`}
	for _, s := range append(slices.Clone(calls17Expected), calls13Expected...) {
		for _, name := range regexp.MustCompile(`[A-Za-z][A-Za-z_]+`).FindAllString(s.full, -1) {
			if !seen[name] && name != strings.ToLower(name) {
				seen[name] = true
				members = append(members, fmt.Sprintf("%q:%q", name, strings.ToLower(name)))
			}
		}
	}
	return "{" + strings.Join(append(members, `"chatType":"chattype"`), ",") + "}"
})

func TestEachCallSendsItsFields(t *testing.T) {
	in13 := slices.Clone(calls13Expected)
	for _, s := range calls17Expected { // the rest is the same, including functions that the original 1.3 lacked
		if !slices.ContainsFunc(calls13Expected, func(o expectedCall) bool { return o.name == s.name }) {
			in13 = append(in13, s)
		}
	}
	for dialect, list := range map[string][]expectedCall{"1.7": calls17Expected, "1.3": in13} {
		r := connectedRig(t, dialect)
		for _, s := range list {
			for options, body := range map[string]string{allOptions(): s.body(), "{}": s.none, "": s.none} {
				r.on(s.command, okWith(`"Some":{"thing":[1,2]},"RspMsgList":[]`))
				r.call(s.name, options)
				lines := r.take()
				require.Len(t, lines, 2, "%s %s", s.name, options)
				assert.Equal(t, "> "+s.command+" "+body, lines[0], "%s %s", dialect, s.name)
				if s.name != "syncGroupMsgs" && s.name != "getGroupPublicInfo" {
					assert.Equal(t, s.name+` ok {"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"","Some":{"thing":[1,2]},"RspMsgList":[]}`, lines[1], "the response must be passed on unchanged")
				}
				r.on(s.command, failWith(1, "no"))
				r.call(s.name, options)
				lines = r.take()
				require.Len(t, lines, 2, s.name)
				assert.Contains(t, lines[1], s.name+` err {"ActionStatus":"FAIL","ErrorCode":1,`)
			}
		}
	}
}

// Every entry of the call tables is tested above.
func TestEveryCallIsTested(t *testing.T) {
	names := func(table string) (names []string) {
		for _, line := range strings.Split(strings.TrimSpace(table), "\n") {
			if !strings.HasPrefix(line, "#") {
				names = append(names, strings.Fields(line)[0])
			}
		}
		return names
	}
	tested := func(list []expectedCall) (names []string) {
		for _, s := range list {
			names = append(names, s.name)
		}
		return names
	}
	assert.Subset(t, tested(calls17Expected), names(calls17))
	assert.Subset(t, append(tested(calls13Expected), "applyJoinGroup", "handleApplyJoinGroupPendency"), names(calls13))
}

func TestEmptyOptionsAreOmitted(t *testing.T) {
	r := connectedRig(t, "1.7")
	for _, c := range []struct{ name, options, body string }{
		// empty values are omitted
		{"createGroup", `{"Type":"","Name":null,"MemberList":["a",5],"GroupId":"","Introduction":"","FaceUrl":"","MaxMemberCount":0,"ApplyJoinOption":null,"AppDefinedData":[]}`,
			`{"Type":"","Name":null,"MemberList":[{"Member_Account":"a"},{"Member_Account":5}],"AppDefinedData":[]}`},
		{"modifyGroupMember", `{"GroupId":"@g","Member_Account":"bob","Role":"","MsgFlag":null,"ShutUpTime":0,"NameCard":""}`, `{"GroupId":"@g","Member_Account":"bob","ShutUpTime":0}`},
		{"modifyGroupMember", `{"ShutUpTime":null}`, `{}`},
		{"modifyGroupMember", `{"ShutUpTime":60}`, `{"ShutUpTime":60}`},
		{"modifyGroupMember", `{"ShutUpTime":""}`, `{}`},
		{"getGroupInfo", `{"AppDefinedDataFilter_Group":[],"AppDefinedDataFilter_GroupMember":""}`, `{"ResponseFilter":{"AppDefinedDataFilter_Group":[]}}`},
		// a numeric group id is sent as a string
		{"applyJoinGroup", `{"GroupId":12345,"ApplyMsg":""}`, `{"GroupId":"12345","ApplyMsg":""}`},
		{"quitGroup", `{"GroupId":12345}`, `{"GroupId":12345}`},
		// the client's account replaces the page's
		{"getAllFriend", `{"From_Account":"other"}`, `{"From_Account":"me"}`},
		{"getProfilePortrait", `{"From_Account":"x","To_Account":["a"],"LastStandardSequence":5}`, `{"From_Account":"me","To_Account":["a"]}`},
		{"deleteChat", `{"chatType":1,"To_Account":"bob"}`, `{"From_Account":"me","Type":1,"To_Account":"bob"}`},
		{"deleteChat", `{"chatType":2,"To_Account":"@g"}`, `{"From_Account":"me","Type":2,"ToGroupid":"@g"}`},
		// invalid options
		{"getAllFriend", `null`, `{"From_Account":"me"}`},
		{"getAllFriend", `"x"`, `{"From_Account":"me"}`},
		{"createGroup", `[1]`, `{"MemberList":[]}`},
		{"createGroupHigh", `{"a":{"b":[1.50,"\ud83d"]}}`, `{"a":{"b":[1.50,"\ud83d"]}}`},
	} {
		r.call(c.name, c.options)
		_, body, _ := strings.Cut(strings.TrimPrefix(r.take()[0], "> "), " ")
		assert.Equal(t, c.body, body, "%s(%s)", c.name, c.options)
	}
	r = connectedRig(t, "1.3")
	r.call("modifyGroupMember", `{"GroupId":"@g","ShutUpTime":0,"NameCard":"n"}`)
	assert.Equal(t, `> group_open_http_svc/modify_group_member_info {"GroupId":"@g","ShutUpTime":0}`, r.take()[0], "ShutUpTime 0 must be sent, since it lifts a mute")
}

func TestProfilesLimitedTo100(t *testing.T) {
	many := `"u"` + strings.Repeat(`,"u"`, 149)
	r := connectedRig(t, "1.7")
	r.call("getProfilePortrait", `{"To_Account":[`+many+`]}`)
	assert.Equal(t, 100, strings.Count(r.take()[0], `"u"`))
	assert.True(t, r.log.has("获取用户资料人数不能超过100人"))
	r = connectedRig(t, "1.3")
	r.call("getProfilePortrait", `{"To_Account":[`+many+`]}`)
	assert.Equal(t, 150, strings.Count(r.take()[0], `"u"`))
}

func TestHandledApplicationIsSuccess(t *testing.T) {
	r := connectedRig(t, "1.7")
	r.on(inGroup+"handle_apply_join_group", failWith(10024, "handled"), reply{status: 200, text: `{"ActionStatus":"FAIL","ErrorCode":"10024"}`})
	r.on(inGroup+"handle_invite_join_group", failWith(10024, "handled"))
	for range 2 {
		r.call("handleApplyJoinGroupPendency", "{}")
		assert.Equal(t, []string{`handleApplyJoinGroupPendency ok {"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"该申请已经被处理过"}`}, r.callbacks())
	}
	r.call("handleInviteJoinGroupRequest", "{}")
	assert.Contains(t, r.callbacks()[0], "err")
	r = connectedRig(t, "1.3")
	r.on(inGroup+"handle_apply_join_group", failWith(10024, "handled"))
	r.call("handleApplyJoinGroupPendency", "{}")
	assert.Contains(t, r.callbacks()[0], "err")
}

// If one account fails, the whole call fails.
func TestBatchFailsIfOneItemFails(t *testing.T) {
	item := func(account, code, info string) string {
		return fmt.Sprintf(`{"To_Account":%s,"ResultCode":%s,"ResultInfo":%q}`, account, code, info)
	}
	for _, c := range []struct{ name, response, notified string }{
		{"none failed", `"ResultItem":[` + item(`"a"`, "0", "") + `]`, `ok {"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"","ResultItem":[` + item(`"a"`, "0", "") + `]}`},
		{"empty lists", `"Fail_Account":[],"Invalid_Account":[]`, `ok {"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"","Fail_Account":[],"Invalid_Account":[]}`},
		{"failure code, not listed", `"ResultItem":[` + item(`"a"`, "30539", "wait") + `]`, `ok {…`},
		{"one of two", `"ResultItem":[` + item(`"a"`, "30516", "denied") + `,` + item(`"b"`, "0", "") + `],"Fail_Account":["a"]`,
			`err {"ActionStatus":"FAIL","ErrorCode":99999,"ErrorInfo":"[30516]denied\n","ResultItem":[` + item(`"a"`, "30516", "[30516]denied") + `,` + item(`"b"`, "0", "") + `],"Fail_Account":["a"]}`},
		{"both lists", `"ResultItem":[` + item(`"a"`, "1", "x") + `,` + item(`"b"`, "2", "y") + `],"Fail_Account":["a"],"Invalid_Account":["b"]`,
			`err {"ActionStatus":"FAIL","ErrorCode":99999,"ErrorInfo":"[1]x\n[2]y\n","ResultItem":[` + item(`"a"`, "1", "[1]x") + `,` + item(`"b"`, "2", "[2]y") + `],"Fail_Account":["a","b"],"Invalid_Account":["b"]}`},
		{"invalid only", `"ResultItem":[` + item(`"b"`, "2", "y") + `],"Fail_Account":[],"Invalid_Account":["b"]`,
			`err {"ActionStatus":"FAIL","ErrorCode":99999,"ErrorInfo":"[2]y\n","ResultItem":[` + item(`"b"`, "2", "[2]y") + `],"Fail_Account":[],"Invalid_Account":["b"]}`},
		{"without an item", `"ResultItem":[],"Fail_Account":["a"]`, `err {"ActionStatus":"FAIL","ErrorCode":99999,"ErrorInfo":"","ResultItem":[],"Fail_Account":["a"]}`},
		{"without items", `"Fail_Account":["a"]`, `err {"ActionStatus":"FAIL","ErrorCode":99999,"ErrorInfo":"","Fail_Account":["a"]}`},
		{"the first of two items", `"ResultItem":[` + item(`"a"`, "1", "x") + `,` + item(`"a"`, "2", "y") + `],"Fail_Account":["a"]`,
			`err {"ActionStatus":"FAIL","ErrorCode":99999,"ErrorInfo":"[1]x\n","ResultItem":[` + item(`"a"`, "1", "[1]x") + `,` + item(`"a"`, "2", "y") + `],"Fail_Account":["a"]}`},
		{"loosely equal", `"ResultItem":[` + item(`5`, "1", "x") + `],"Fail_Account":["5"]`, `err {"ActionStatus":"FAIL","ErrorCode":99999,"ErrorInfo":"[1]x\n",…`},
		{"listed twice", `"ResultItem":[` + item(`"a"`, "1", "x") + `],"Fail_Account":["a","a"]`,
			`err {"ActionStatus":"FAIL","ErrorCode":99999,"ErrorInfo":"[1]x\n[1][1]x\n","ResultItem":[` + item(`"a"`, "1", "[1][1]x") + `],"Fail_Account":["a","a"]}`},
		{"no text", `"ResultItem":[{"To_Account":"a"}],"Fail_Account":["a"]`, `err {"ActionStatus":"FAIL","ErrorCode":99999,"ErrorInfo":"[undefined]undefined\n",…`},
	} {
		for _, name := range []string{"applyAddFriend", "deleteFriend", "deletePendency", "responseFriend", "addBlackList", "deleteBlackList"} {
			for _, dialect := range []string{"1.7", "1.3"} {
				r := connectedRig(t, dialect)
				k, _ := findCall(r.d.calls, name)
				r.on("sns/"+k.command, okWith(c.response))
				r.Call(name, value(t, "{}"), r.done("x"))
				r.settle()
				r.take() // discard the request
				r.Call(name, value(t, "{}"), r.done("x"))
				r.settle()
				r.trace = r.callbacks()
				r.expect("x " + c.notified)
			}
		}
	}
}

func TestProfilesFailIfOneAccountFails(t *testing.T) {
	inBoth(t, func(t *testing.T, r *rig) {
		r.on("profile/portrait_get", okWith(`"UserProfileItem":[{"To_Account":"a","ResultCode":40003,"ResultInfo":"none"},{"To_Account":"b","ResultCode":0,"ResultInfo":""}],"Fail_Account":["a"]`))
		r.call("getProfilePortrait", `{"To_Account":["a","b"]}`)
		assert.Equal(t, []string{`getProfilePortrait err {"ActionStatus":"FAIL","ErrorCode":99999,"ErrorInfo":"账号:a,[40003]none\n","UserProfileItem":[{"To_Account":"a","ResultCode":40003,"ResultInfo":"[40003]none"},{"To_Account":"b","ResultCode":0,"ResultInfo":""}],"Fail_Account":["a"]}`}, r.callbacks())
	})
}

func TestPublicInfoFailsIfOneGroupFails(t *testing.T) {
	inBoth(t, func(t *testing.T, r *rig) {
		for response, notified := range map[string]string{
			`"GroupInfo":[{"GroupId":"@a","ErrorCode":0,"Name":"A"}]`: `ok {"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"","GroupInfo":[{"GroupId":"@a","ErrorCode":0,"Name":"A"}]}`,
			`"GroupInfo":[{"GroupId":"@a","ErrorCode":0},{"GroupId":"@x","ErrorCode":10010,"ErrorInfo":"none"},{"GroupId":"@y","ErrorCode":10007,"ErrorInfo":"no"}]`: `err {"ActionStatus":"FAIL","ErrorCode":0,"ErrorInfo":"[10010]none\n[10007]no\n","GroupInfo":[{"GroupId":"@a","ErrorCode":0},{"GroupId":"@x","ErrorCode":10010,"ErrorInfo":"[10010]none"},{"GroupId":"@y","ErrorCode":10007,"ErrorInfo":"[10007]no"}]}`,
			``: `ok {"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}`,
			`"GroupInfo":[null,"x",{"ErrorCode":-1},{"ErrorCode":"x"}]`: `ok {…`,
		} {
			r.on(inGroup+"get_group_public_info", okWith(response))
			r.call("getGroupPublicInfo", "{}")
			r.trace = r.callbacks()
			r.expect("getGroupPublicInfo " + notified)
		}
		r.on(inGroup+"get_group_public_info", reply{status: 200, text: `{"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"old"}`})
		r.call("getGroupPublicInfo", "{}")
		assert.Equal(t, []string{`getGroupPublicInfo ok {"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}`}, r.callbacks())
	})
}

func TestSpecialCallsAreImplemented(t *testing.T) {
	for _, name := range strings.Fields(specialCalls) {
		r := connectedRig(t, "1.7")
		r.call(name, "{}")
		assert.NotContains(t, strings.Join(r.take(), "\n"), "no such function", name)
	}
	assert.Len(t, OptionCalls(), len(strings.Fields(specialCalls))+strings.Count(strings.TrimSpace(calls17), "\n")+1-strings.Count(calls17, "#"))
}
