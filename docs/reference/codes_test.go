package reference_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/docs/reference"
	"webim.js/server/servertest"
)

type body = servertest.M

// TestErrorsHaveDocumentedCodes provokes errors on a server and looks their codes up in
// the reference; codes of a call and codes of its items are listed separately.
func TestErrorsHaveDocumentedCodes(t *testing.T) {
	declared, err := reference.Read(filepath.Join("..", "..", "npm", "webim.d.ts"))
	require.NoError(t, err)
	s := servertest.StartWithoutNetwork(t)
	alice, bob, carol := s.SignIn(t, "alice"), s.SignIn(t, "bob"), s.SignIn(t, "carol")
	create := func(c *servertest.Client, options body) string {
		return c.OK(t, "group_open_http_svc/create_group", options).At("GroupId").(string)
	}
	group := create(alice, body{"Type": "Public", "Name": "g", "MemberList": []body{{"Member_Account": "bob"}}})
	room := create(alice, body{"Type": "AVChatRoom", "Name": "r"})
	full := create(alice, body{"Type": "ChatRoom", "Name": "f", "MaxMemberCount": 1})
	private := create(bob, body{"Type": "Private", "Name": "p"})
	create(alice, body{"Type": "Public", "Name": "mine", "GroupId": "mine"})
	create(bob, body{"Type": "Public", "Name": "bobs", "GroupId": "bobs"})
	bob.OK(t, "sns/black_list_add", body{"From_Account": "bob", "To_Account": []string{"carol"}})
	alice.OK(t, "group_open_http_svc/forbid_send_msg", body{"GroupId": group, "Members_Account": []string{"bob"}, "ShutUpTime": 60})
	long := servertest.TextBody(strings.Repeat("a", 12_001))
	many := make([]string, 501)
	for i := range many {
		many[i] = "user" + strconv.Itoa(i)
	}
	first := func(name string) []body { return []body{{"Member_Account": name}} }
	send := func(id string, msg any) body { return body{"GroupId": id, "Random": 1, "MsgBody": msg} }
	add := func(to, source string) body {
		return body{"From_Account": "alice", "AddFriendItem": []body{{"To_Account": to, "AddSource": source}}}
	}

	for _, c := range []struct {
		function string
		client   *servertest.Client
		command  string
		body     any
		code     int
		item     string // the list of items with the code, "" for the call itself
	}{
		{"sendMsg", alice, "openim/sendmsg", body{"To_Account": "bob", "MsgTimeStamp": 1, "MsgSeq": 1, "MsgRandom": 1, "MsgBody": long}, 20001, ""},
		{"sendMsg", alice, "openim/sendmsg", servertest.Text("nobody", "a"), 20003, ""},
		{"sendMsg", carol, "openim/sendmsg", servertest.Text("bob", "a"), 20007, ""},
		{"sendMsg", alice, "group_open_http_svc/send_group_msg", send(group, long), 10004, ""},
		{"sendMsg", carol, "group_open_http_svc/send_group_msg", send(group, servertest.TextBody("a")), 10007, ""},
		{"sendMsg", carol, "group_open_http_svc/send_group_msg", send("none", servertest.TextBody("a")), 10010, ""},
		{"sendMsg", carol, "group_open_http_svc/send_group_msg", send("a b", servertest.TextBody("a")), 10015, ""},
		{"sendMsg", bob, "group_open_http_svc/send_group_msg", send(group, servertest.TextBody("a")), 10017, ""},
		{"c2CMsgReaded", alice, "openim/msgreaded", body{"C2CMsgReaded": body{"Cookie": "", "C2CMsgReadedItem": []body{{"To_Account": "nobody", "LastedMsgTime": 1}}}}, 20003, ""},
		{"getC2CHistoryMsgs", alice, "openim/getroammsg", body{"Peer_Account": "bob", "MaxCnt": 1, "LastMsgTime": -1}, 20001, ""},
		{"syncGroupMsgs", carol, "group_open_http_svc/group_msg_get", body{"GroupId": group, "ReqMsgSeq": 1, "ReqMsgNumber": 1}, 10007, ""},
		{"groupMsgReaded", carol, "group_open_http_svc/msg_read_report", body{"GroupId": group, "MsgReadedSeq": 1}, 10007, ""},
		{"getRecentContactList", alice, "recentcontact/get", body{"From_Account": "alice", "Count": 0}, 30001, ""},
		{"deleteChat", alice, "recentcontact/delete", body{"From_Account": "alice", "Type": 3, "To_Account": "bob"}, 30001, ""},

		{"createGroup", alice, "group_open_http_svc/create_group", body{"Type": "Publik", "Name": "a"}, 10004, ""},
		{"createGroup", alice, "group_open_http_svc/create_group", body{"Type": "Public", "Name": "a", "Owner_Account": "bob"}, 10007, ""},
		{"createGroup", alice, "group_open_http_svc/create_group", body{"Type": "Public", "Name": "a", "MaxMemberCount": 1, "MemberList": first("bob")}, 10014, ""},
		{"createGroup", alice, "group_open_http_svc/create_group", body{"Type": "Public", "Name": "a", "GroupId": "room 1"}, 10015, ""},
		{"createGroup", alice, "group_open_http_svc/create_group", body{"Type": "Public", "Name": "a", "MemberList": first("nobody")}, 10019, ""},
		{"createGroup", alice, "group_open_http_svc/create_group", body{"Type": "Public", "Name": "a", "GroupId": "bobs"}, 10021, ""},
		{"createGroup", alice, "group_open_http_svc/create_group", body{"Type": "Public", "Name": "a", "GroupId": "mine"}, 10025, ""},
		{"getJoinedGroupListHigh", alice, "group_open_http_svc/get_joined_group_list", body{"Member_Account": "bob"}, 10007, ""},
		{"getGroupPublicInfo", alice, "group_open_http_svc/get_group_public_info", body{}, 10004, ""},
		{"getGroupPublicInfo", alice, "group_open_http_svc/get_group_public_info", body{"GroupIdList": []string{"none"}}, 10010, "GroupInfo"},
		{"getGroupInfo", alice, "group_open_http_svc/get_group_info", body{}, 10004, ""},
		{"getGroupInfo", alice, "group_open_http_svc/get_group_info", body{"GroupIdList": []string{private}}, 10007, "GroupInfo"},
		{"searchGroupByName", alice, "group_open_http_svc/search_group", body{"Content": "a", "PageNum": -1, "GroupPerPage": 1}, 10004, ""},
		{"modifyGroupBaseInfo", alice, "group_open_http_svc/modify_group_base_info", body{"GroupId": group, "Name": ""}, 10004, ""},
		{"changeGroupOwner", alice, "group_open_http_svc/change_group_owner", body{"GroupId": group, "NewOwner_Account": "carol"}, 10004, ""},
		{"applyJoinGroup", bob, "group_open_http_svc/apply_join_group", body{"GroupId": group}, 10013, ""},
		{"applyJoinGroup", bob, "group_open_http_svc/apply_join_group", body{"GroupId": full}, 10014, ""},
		{"applyJoinGroup", alice, "group_open_http_svc/apply_join_group", body{"GroupId": private}, 10007, ""},
		{"handleApplyJoinGroupPendency", alice, "group_open_http_svc/handle_apply_join_group", body{"GroupId": group, "Applicant_Account": "carol", "HandleMsg": "Agree"}, 10004, ""},
		{"deleteApplyJoinGroupPendency", alice, "openim/deletemsg", body{"DelMsgList": many}, 20001, ""},
		{"getPendencyGroup", alice, "group_open_http_svc/get_pendency", body{"StartTime": -1, "Limit": 1, "Handle_Account": "alice"}, 10004, ""},
		{"getPendencyGroupRead", alice, "group_open_http_svc/report_pendency", body{"ReportTime": -1, "From_Account": "alice"}, 10004, ""},
		{"handleInviteJoinGroupRequest", alice, "group_open_http_svc/handle_invite_join_group", body{"GroupId": group, "Inviter_Account": "bob", "HandleMsg": "Maybe"}, 10004, ""},
		{"quitGroup", alice, "group_open_http_svc/quit_group", body{"GroupId": group}, 10009, ""},
		{"quitGroup", carol, "group_open_http_svc/quit_group", body{"GroupId": group}, 10007, ""},
		{"destroyGroup", bob, "group_open_http_svc/destroy_group", body{"GroupId": private}, 10007, ""},
		{"sendCustomGroupNotify", alice, "group_open_http_svc/send_group_system_notification", body{"GroupId": group, "Content": ""}, 10004, ""},
		{"applyJoinBigGroup", alice, "group_open_http_svc/apply_join_group", body{"GroupId": room, "ApplyMsg": strings.Repeat("a", 301)}, 10004, ""},
		{"quitBigGroup", alice, "group_open_http_svc/quit_group", body{"GroupId": room}, 10009, ""},
		{"getGroupMemberInfo", alice, "group_open_http_svc/get_group_member_info", body{"GroupId": group, "Offset": -1}, 10004, ""},
		{"addGroupMember", bob, "group_open_http_svc/add_group_member", body{"GroupId": private, "MemberList": first("nobody")}, 10019, ""},
		{"addGroupMember", bob, "group_open_http_svc/add_group_member", body{"GroupId": private}, 10004, ""},
		{"modifyGroupMember", alice, "group_open_http_svc/modify_group_member_info", body{"GroupId": group, "Member_Account": "carol"}, 10019, ""},
		{"forbidSendMsg", alice, "group_open_http_svc/forbid_send_msg", body{"GroupId": group, "Members_Account": []string{"carol"}, "ShutUpTime": 1}, 10019, ""},
		{"forbidSendMsg", alice, "group_open_http_svc/forbid_send_msg", body{"GroupId": group, "Members_Account": many, "ShutUpTime": 1}, 10005, ""},
		{"deleteGroupMember", alice, "group_open_http_svc/delete_group_member", body{"GroupId": group}, 10004, ""},
		{"getRoleInGroup", alice, "group_open_http_svc/get_role_in_group", body{"GroupId": group, "User_Account": many}, 10005, ""},

		{"getProfilePortrait", alice, "profile/portrait_get", body{"From_Account": "alice", "To_Account": []string{"nobody"}, "TagList": []string{"Tag_Profile_IM_Nick"}}, 40003, "UserProfileItem"},
		{"getProfilePortrait", alice, "profile/portrait_get", body{"From_Account": "alice", "To_Account": []string{}, "TagList": []string{"Tag_Profile_IM_Nick"}}, 40001, ""},
		{"getProfilePortrait", alice, "profile/portrait_get", body{"From_Account": "alice", "To_Account": []string{"bob"}, "TagList": []string{"Tag_None"}}, 40801, ""},
		{"getProfilePortrait", alice, "profile/portrait_get", body{"From_Account": "alice", "To_Account": []string{"bob"}}, 40807, ""},
		{"getProfilePortrait", alice, "profile/portrait_get", body{"From_Account": "alice", "To_Account": []string{""}, "TagList": []string{"Tag_Profile_IM_Nick"}}, 40811, ""},
		{"setProfilePortrait", alice, "profile/portrait_set", body{"From_Account": "alice", "ProfileItem": []body{{"Tag": "Tag_None", "Value": "a"}}}, 40603, ""},
		{"setProfilePortrait", alice, "profile/portrait_set", body{"From_Account": "alice", "ProfileItem": []body{{"Tag": "Tag_Profile_IM_Nick", "Value": strings.Repeat("a", 5000)}}}, 40604, ""},
		{"setProfilePortrait", alice, "profile/portrait_set", body{"From_Account": "alice", "ProfileItem": []body{{"Tag": "Tag_Profile_IM_Gender", "Value": "a"}}}, 40605, ""},

		{"applyAddFriend", alice, "sns/friend_add", body{"From_Account": "alice", "AddFriendItem": []body{}}, 30503, ""},
		{"applyAddFriend", alice, "sns/friend_add", add("bob", "shop"), 30501, "ResultItem"},
		{"applyAddFriend", alice, "sns/friend_add", add("nobody", "AddSource_Type_Unknow"), 30521, "ResultItem"},
		{"applyAddFriend", alice, "sns/friend_add", add("alice", "AddSource_Type_Unknow"), 30001, "ResultItem"},
		{"responseFriend", alice, "sns/friend_response", body{"From_Account": "alice", "ResponseFriendItem": []body{}}, 30603, ""},
		{"responseFriend", alice, "sns/friend_response", body{"From_Account": "alice", "ResponseFriendItem": []body{{"To_Account": "bob", "ResponseAction": "Response_Action_Agree"}}}, 30614, "ResultItem"},
		{"getAllFriend", alice, "sns/friend_get_all", body{"From_Account": "alice", "TimeStamp": -1, "StartIndex": 0, "GetCount": 1, "LastStandardSequence": 0, "TagList": []string{"Tag_Profile_IM_Nick"}}, 31101, ""},
		{"getAllFriend", alice, "sns/friend_get_all", body{"From_Account": "alice", "TimeStamp": 0, "StartIndex": 0, "GetCount": 1, "LastStandardSequence": 0}, 31103, ""},
		{"deleteFriend", alice, "sns/friend_delete", body{"From_Account": "alice", "To_Account": []string{}, "DeleteType": "Delete_Type_Both"}, 31701, ""},
		{"deleteFriend", alice, "sns/friend_delete", body{"From_Account": "alice", "To_Account": []string{"bob"}, "DeleteType": "both"}, 31702, ""},
		{"deleteFriend", alice, "sns/friend_delete", body{"From_Account": "alice", "To_Account": []string{"bob"}, "DeleteType": "Delete_Type_Both"}, 31704, "ResultItem"},
		{"getPendency", alice, "sns/pendency_get", body{"From_Account": "alice", "PendencyType": "none", "StartTime": 0, "MaxLimited": 1, "LastSequence": 0}, 31001, ""},
		{"deletePendency", alice, "sns/pendency_delete", body{"From_Account": "alice", "PendencyType": "none", "To_Account": []string{"bob"}}, 31802, ""},
		{"deletePendency", alice, "sns/pendency_delete", body{"From_Account": "alice", "PendencyType": "Pendency_Type_ComeIn", "To_Account": []string{}}, 31801, ""},
		{"deletePendency", alice, "sns/pendency_delete", body{"From_Account": "alice", "PendencyType": "Pendency_Type_ComeIn", "To_Account": []string{"bob"}}, 31804, "ResultItem"},
		{"addBlackList", alice, "sns/black_list_add", body{"From_Account": "alice", "To_Account": []string{}}, 31301, ""},
		{"addBlackList", bob, "sns/black_list_add", body{"From_Account": "bob", "To_Account": []string{"carol"}}, 31307, "ResultItem"},
		{"deleteBlackList", alice, "sns/black_list_delete", body{"From_Account": "alice", "To_Account": []string{}}, 31501, ""},
		{"deleteBlackList", alice, "sns/black_list_delete", body{"From_Account": "alice", "To_Account": []string{"bob"}}, 31503, "ResultItem"},
		{"getBlackList", alice, "sns/black_list_get", body{"From_Account": "alice", "StartIndex": -1, "MaxLimited": 1, "LastSequence": 0}, 31601, ""},
	} {
		name := fmt.Sprint(c.function, " ", c.code)
		resp := c.client.Call(t, c.command, c.body)
		listed := documented(t, declared, c.function)
		if c.item == "" {
			assert.Equal(t, c.code, resp.ErrorCode, "%s: %s", name, resp.Raw)
			assert.Contains(t, listed.Errors, strconv.Itoa(c.code), name)
			continue
		}
		list, field, _ := strings.Cut(listed.ItemsAt, "[i].")
		assert.Equal(t, c.item, list, name)
		assert.EqualValues(t, c.code, resp.At(c.item, 0, field), "%s: %s", name, resp.Raw)
		assert.Contains(t, listed.ItemErrors, strconv.Itoa(c.code), name)
	}
}

// documented returns the declaration of a function.
func documented(t *testing.T, sections []*reference.Section, function string) *reference.Item {
	t.Helper()
	for _, s := range sections {
		if i := slices.IndexFunc(s.Items, func(i *reference.Item) bool { return i.Path == "webim."+function }); i >= 0 {
			return s.Items[i]
		}
	}
	require.Fail(t, "not declared", function)
	return nil
}
