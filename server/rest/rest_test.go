package rest_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server"
	"webim.js/server/account"
	"webim.js/server/servertest"
	"webim.js/server/usersig"
)

type M = servertest.M

const admin = "administrator"

func start(t testing.TB) (*servertest.Server, *servertest.Client) {
	t.Helper()
	s := servertest.Start(t, func(c *server.Config) { c.Admins = []string{admin} })
	return s, s.BackEnd(admin)
}

func text(s string) []M { return servertest.TextBody(s) }

// commands are the commands of the REST API that clients cannot call.
var commands = map[string]M{
	"im_open_login_svc/account_import":          {"UserID": "zoe"},
	"im_open_login_svc/multiaccount_import":     {"Accounts": []string{"zoe"}},
	"im_open_login_svc/account_check":           {"CheckItem": []M{{"UserID": "alice"}}},
	"im_open_login_svc/account_delete":          {"DeleteItem": []M{{"UserID": "heidi"}}},
	"im_open_login_svc/kick":                    {"Identifier": "grace"},
	"openim/querystate":                         {"To_Account": []string{"alice"}},
	"openim/query_online_status":                {"To_Account": []string{"alice"}},
	"openim/batchsendmsg":                       {"To_Account": []string{"bob"}, "MsgRandom": 1, "MsgBody": text("hi")},
	"openim/importmsg":                          {"SyncFromOldSystem": 2, "From_Account": "alice", "To_Account": "bob", "MsgRandom": 1, "MsgTimeStamp": 1400000000, "MsgBody": text("hi")},
	"openim/admin_getroammsg":                   {"From_Account": "alice", "To_Account": "bob", "MaxCnt": 1, "MinTime": 0, "MaxTime": 1500000000},
	"sns/friend_import":                         {"AddFriendItem": []M{{"To_Account": "bob", "AddSource": "AddSource_Type_Web"}}},
	"sns/friend_check":                          {"To_Account": []string{"bob"}, "CheckType": "CheckResult_Type_Both"},
	"sns/black_list_check":                      {"To_Account": []string{"bob"}, "CheckType": "BlackCheckResult_Type_Both"},
	"group_open_http_svc/get_appid_group_list":  {},
	"group_open_http_svc/get_group_shutted_uin": {"GroupId": "team"},
	"group_open_http_svc/group_msg_get_simple":  {"GroupId": "team", "ReqMsgNumber": 1},
	"group_open_http_svc/import_group":          {"Type": "Public", "Name": "moved", "GroupId": "moved"},
	"group_open_http_svc/import_group_msg":      {"GroupId": "team", "MsgList": []M{{"From_Account": "alice", "SendTime": servertest.Epoch, "MsgBody": text("hi")}}},
	"group_open_http_svc/import_group_member":   {"GroupId": "team", "MemberList": []M{{"Member_Account": "carol"}}},
}

// refusals are the error codes for callers without permission, by service.
var refusals = map[string]int{"im_open_login_svc": 70403, "openim": 90009, "sns": 30004, "group_open_http_svc": 10007}

// The commands of the REST API are refused for accounts that are not in -admins, and
// for an administrator's clients.
func TestCommandsRequireAdmin(t *testing.T) {
	s, back := start(t)
	alice := s.SignIn(t, "alice")
	alice.OK(t, "group_open_http_svc/create_group", M{"Type": "Public", "Name": "team", "GroupId": "team"})
	client := s.Client17(admin)
	client.Login(t)
	for command, body := range commands {
		service, _, _ := cutCommand(command)
		for who, client := range map[string]*servertest.Client{
			"back end of a user": s.BackEnd("alice"), "client of a user": alice, "1.3 client of a user": s.Client13("alice"),
			"client of an administrator": client, "1.3 client of an administrator": s.Client13(admin),
		} {
			assert.Equal(t, refusals[service], client.Call(t, command, body).ErrorCode, "%s: %s", who, command)
		}
	}
	status := back.OK(t, "im_open_login_svc/account_check", M{"CheckItem": []M{{"UserID": "zoe"}, {"UserID": "heidi"}}})
	assert.Equal(t, "NotImported", status.At("ResultItem", 0, "AccountStatus"), "refused commands must have no effect")
	assert.Equal(t, "Imported", status.At("ResultItem", 1, "AccountStatus"))
	for command, body := range commands {
		assert.Equal(t, 0, back.Call(t, command, body).ErrorCode, command)
	}

	// Only back ends may act on behalf of others.
	for _, command := range []string{"openim/sendmsg", "sns/friend_add", "profile/portrait_set", "group_open_http_svc/send_group_msg"} {
		for _, client := range []*servertest.Client{s.BackEnd("alice"), alice, client, s.Client13(admin)} {
			assert.Contains(t, []int{70013, 30004, 40004, 10012}, client.Call(t, command, M{"From_Account": "bob", "To_Account": "carol"}).ErrorCode, command)
		}
	}
}

func cutCommand(command string) (service, name string, ok bool) {
	for i, c := range command {
		if c == '/' {
			return command[:i], command[i+1:], true
		}
	}
	return command, "", false
}

func TestBackEndImportsAccounts(t *testing.T) {
	s, back := start(t)
	back.OK(t, "im_open_login_svc/account_import", M{"Identifier": "zoe", "Nick": "佐伊", "FaceUrl": "http://pictures.example/zoe.png"})
	back.OK(t, "im_open_login_svc/account_import", M{"UserID": "zoe"})
	got := back.OK(t, "profile/portrait_get", M{"To_Account": []string{"zoe"}, "TagList": []string{"Tag_Profile_IM_Nick", "Tag_Profile_IM_Image"}})
	assert.Equal(t, "佐伊", got.At("UserProfileItem", 0, "ProfileItem", 0, "Value"))
	back.Refused(t, 70402, "im_open_login_svc/account_import", M{"Nick": "x"})
	back.Refused(t, 70402, "im_open_login_svc/account_import", M{"UserID": "@TIM#SYSTEM"})

	many := back.OK(t, "im_open_login_svc/multiaccount_import", M{"Accounts": []string{"yan", "bad\u0000name", "xue"}})
	assert.Equal(t, []any{"bad\x00name"}, many.At("FailAccounts"))
	back.Refused(t, 70402, "im_open_login_svc/multiaccount_import", M{"Accounts": make([]string, 101)})

	back.OK(t, "profile/portrait_set", M{"From_Account": "yan", "ProfileItem": []M{{"Tag": "Tag_Profile_IM_Nick", "Value": "燕"}}})
	back.Refused(t, 40003, "profile/portrait_set", M{"From_Account": "nobody", "ProfileItem": []M{{"Tag": "Tag_Profile_IM_Nick", "Value": "x"}}})

	state := func(user string) any {
		return back.OK(t, "openim/querystate", M{"To_Account": []string{user}}).At("QueryResult", 0, "State")
	}
	assert.Equal(t, "Offline", state("zoe"))
	zoe, old := s.SignIn(t, "zoe"), s.UserSig("zoe")
	assert.Equal(t, "Online", state("zoe"))
	back.OK(t, "im_open_login_svc/kick", M{"UserID": "zoe"})
	assert.Equal(t, "Offline", state("zoe"))
	zoe.Refused(t, 91101, "openim/getmsg", M{"Cookie": "", "SyncFlag": 0})
	client := s.Client17("zoe")
	client.Query.Set("usersig", old)
	client.Refused(t, 70001, "openim/login", M{"State": "Online"})
	s.Clock.Advance(time.Second)
	s.SignIn(t, "zoe") // with a new UserSig
	back.Refused(t, 70107, "im_open_login_svc/kick", M{"UserID": "nobody"})
	unknown := back.OK(t, "openim/querystate", M{"To_Account": []string{"nobody"}})
	assert.EqualValues(t, 70107, unknown.At("ErrorList", 0, "ErrorCode"))
}

func TestBackEndSendsOnBehalf(t *testing.T) {
	s, back := start(t)
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	bob.OK(t, "sns/black_list_add", M{"To_Account": []string{"alice"}})
	bob.Poll(t)

	sent := back.OK(t, "openim/sendmsg", M{"SyncOtherMachine": 1, "From_Account": "alice", "To_Account": "bob", "MsgRandom": 7, "MsgBody": text("from the back end"),
		"OfflinePushInfo": M{"PushFlag": 0}})
	assert.NotZero(t, sent.At("MsgTime"))
	assert.Contains(t, bob.Poll(t).Raw, "from the back end", "the blacklist must not apply")
	assert.Contains(t, alice.Poll(t).Raw, "from the back end", "the sender's clients must receive it")

	back.OK(t, "openim/sendmsg", M{"SyncOtherMachine": 2, "From_Account": "alice", "To_Account": "bob", "MsgRandom": 8, "MsgBody": text("one-sided")})
	assert.Contains(t, bob.Poll(t).Raw, "one-sided")
	history := func(who *servertest.Client, peer string) string {
		return who.OK(t, "openim/getroammsg", M{"Peer_Account": peer, "MaxCnt": 15, "LastMsgTime": 0, "MsgKey": ""}).Raw
	}
	assert.NotContains(t, history(alice, "bob"), "one-sided")
	assert.Contains(t, history(bob, "alice"), "one-sided")

	// The same text twice is two messages, since back ends do not retry like 1.3 clients.
	for random := range 2 {
		back.OK(t, "openim/sendmsg", M{"To_Account": "bob", "MsgRandom": 100 + random, "MsgBody": text("again")})
	}
	all := back.OK(t, "openim/admin_getroammsg", M{"From_Account": admin, "To_Account": "bob", "MaxCnt": 1, "MinTime": 0, "MaxTime": servertest.Epoch + 100})
	assert.EqualValues(t, 0, all.At("Complete"))
	rest := back.OK(t, "openim/admin_getroammsg", M{"Operator_Account": admin, "Peer_Account": "bob", "MaxCnt": 10, "MinTime": 0, "MaxTime": all.At("LastMsgTime"), "LastMsgKey": all.At("LastMsgKey")})
	assert.EqualValues(t, 1, rest.At("Complete"))
	assert.EqualValues(t, 1, rest.At("MsgCnt"))

	many := back.OK(t, "openim/batchsendmsg", M{"From_Account": "carol", "To_Account": []string{"alice", "nobody", "bob"}, "MsgRandom": 9, "MsgBody": text("to all")})
	assert.Equal(t, []any{M{"To_Account": "nobody", "ErrorCode": 90012.0}}, many.At("ErrorList"))
	assert.Contains(t, alice.Poll(t).Raw, "to all")
	back.Refused(t, 20003, "openim/sendmsg", M{"From_Account": "nobody", "To_Account": "bob", "MsgRandom": 1, "MsgBody": text("x")})
	back.Refused(t, 20003, "openim/sendmsg", M{"To_Account": "nobody", "MsgRandom": 1, "MsgBody": text("x")})
	back.Refused(t, 90011, "openim/batchsendmsg", M{"To_Account": make([]string, 501), "MsgRandom": 1, "MsgBody": text("x")})
}

func TestBackEndEditsFriendsOnBehalf(t *testing.T) {
	s, back := start(t)
	alice := s.SignIn(t, "alice")
	bob := s.SignIn(t, "bob")
	bob.OK(t, "profile/portrait_set", M{"ProfileItem": []M{{"Tag": "Tag_Profile_IM_AllowType", "Value": "AllowType_Type_DenyAny"}}})
	add := M{"From_Account": "alice", "AddFriendItem": []M{{"To_Account": "bob", "AddSource": "AddSource_Type_Web", "Remark": "老同学"}}}
	refused := back.OK(t, "sns/friend_add", add)
	assert.EqualValues(t, 30516, refused.At("ResultItem", 0, "ResultCode"))
	add["ForceAddFlags"], add["AddType"] = 1, "Add_Type_Single"
	forced := back.OK(t, "sns/friend_add", add)
	assert.EqualValues(t, 0, forced.At("ResultItem", 0, "ResultCode"))
	relation := func() any {
		return back.OK(t, "sns/friend_check", M{"From_Account": "alice", "To_Account": []string{"bob"}, "CheckType": "CheckResult_Type_Both"}).At("InfoItem", 0, "Relation")
	}
	assert.Equal(t, "CheckResult_Type_AWithB", relation())
	back.OK(t, "sns/friend_import", M{"From_Account": "bob", "AddFriendItem": []M{{"To_Account": "alice", "AddSource": "AddSource_Type_Import", "AddTime": 1400000000}}})
	assert.Equal(t, "CheckResult_Type_BothWay", relation())
	list := bob.OK(t, "sns/friend_get_all", M{"TimeStamp": 0, "StartIndex": 0, "GetCount": 10, "LastStandardSequence": 0, "TagList": []string{"Tag_SNS_IM_AddTime"}})
	assert.EqualValues(t, 1400000000, list.At("InfoItem", 0, "SnsProfileItem", 0, "Value"))
	alice.OK(t, "sns/black_list_add", M{"To_Account": []string{"carol"}})
	black := back.OK(t, "sns/black_list_check", M{"From_Account": "alice", "To_Account": []string{"carol", "nobody"}, "CheckType": "BlackCheckResult_Type_Both"})
	assert.Equal(t, "BlackCheckResult_Type_AWithB", black.At("BlackListCheckItem", 0, "Relation"))
	assert.Equal(t, []any{"nobody"}, black.At("Invalid_Account"))
}

func TestBackEndManagesGroups(t *testing.T) {
	s, back := start(t)
	carol := s.SignIn(t, "carol")
	id := back.OK(t, "group_open_http_svc/create_group", M{"Type": "Public", "Name": "客服", "Owner_Account": "alice",
		"Notification": fmt.Sprintf("%0300d", 0), "MemberList": []M{{"Member_Account": "bob", "Role": "Admin"}}}).At("GroupId").(string)
	back.OK(t, "group_open_http_svc/add_group_member", M{"GroupId": id, "Silence": 1, "MemberList": []M{{"Member_Account": "carol"}}})
	carol.Poll(t)
	back.OK(t, "group_open_http_svc/send_group_msg", M{"GroupId": id, "From_Account": "dave", "Random": 1, "MsgBody": text("dave is no member")})
	assert.Contains(t, carol.Poll(t).Raw, `"From_Account":"dave"`)
	back.OK(t, "group_open_http_svc/forbid_send_msg", M{"GroupId": id, "Members_Account": []string{"carol"}, "ShutUpTime": 60})
	muted := back.OK(t, "group_open_http_svc/get_group_shutted_uin", M{"GroupId": id})
	assert.Equal(t, []any{M{"Member_Account": "carol", "ShuttedUntil": servertest.Epoch + 60.0}}, muted.At("ShuttedUinList"))
	back.OK(t, "group_open_http_svc/modify_group_member_info", M{"GroupId": id, "Member_Account": "carol", "MsgFlag": "AcceptNotNotify", "NameCard": "C"})
	info := back.OK(t, "group_open_http_svc/get_group_info", M{"GroupIdList": []string{id}})
	assert.Equal(t, 3, info.Len("GroupInfo", 0, "MemberList"), "without a filter all fields must be returned")
	roles := back.OK(t, "group_open_http_svc/get_role_in_group", M{"GroupId": id, "User_Account": []string{"bob", "dave"}})
	assert.Equal(t, "Admin", roles.At("UserIdList", 0, "Role"))
	joined := back.OK(t, "group_open_http_svc/get_joined_group_list", M{"Member_Account": "carol"})
	assert.EqualValues(t, 1, joined.At("TotalCount"))
	page := back.OK(t, "group_open_http_svc/group_msg_get_simple", M{"GroupId": id, "ReqMsgNumber": 20})
	assert.Contains(t, page.Raw, "dave is no member")
	back.OK(t, "group_open_http_svc/change_group_owner", M{"GroupId": id, "NewOwner_Account": "bob"})
	back.OK(t, "group_open_http_svc/send_group_system_notification", M{"GroupId": id, "ToMembers_Account": []string{"carol"}, "Content": "维护通知"})
	assert.Contains(t, carol.Poll(t).Raw, "维护通知")
	back.OK(t, "group_open_http_svc/delete_group_member", M{"GroupId": id, "MemberToDel_Account": []string{"carol"}})

	owned := back.OK(t, "group_open_http_svc/create_group", M{"Type": "ChatRoom", "Name": "无主"}).At("GroupId").(string)
	info = back.OK(t, "group_open_http_svc/get_group_info", M{"GroupIdList": []string{owned}})
	assert.Equal(t, "", info.At("GroupInfo", 0, "Owner_Account"), "a back end must be able to create groups without owner")

	list := back.OK(t, "group_open_http_svc/get_appid_group_list", M{"Limit": 1})
	assert.EqualValues(t, 2, list.At("TotalCount"))
	second := back.OK(t, "group_open_http_svc/get_appid_group_list", M{"Limit": 1, "Next": list.At("Next")})
	assert.NotEqual(t, list.At("GroupIdList"), second.At("GroupIdList"))
	assert.EqualValues(t, 0, second.At("Next"))
	back.OK(t, "group_open_http_svc/destroy_group", M{"GroupId": id})
	back.Refused(t, 10010, "group_open_http_svc/group_msg_get_simple", M{"GroupId": id, "ReqMsgNumber": 20})
}

func TestImportedHistoryIsRead(t *testing.T) {
	s, back := start(t)
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	message := func(random int, at int64, live int, body string) M {
		return M{"SyncFromOldSystem": live, "From_Account": "alice", "To_Account": "bob", "MsgSeq": random, "MsgRandom": random, "MsgTimeStamp": at, "MsgBody": text(body)}
	}
	for range 2 { // the second import adds nothing
		back.OK(t, "openim/importmsg", message(1, 1400000000, 2, "long ago"))
		back.OK(t, "openim/importmsg", message(2, 1400000000, 2, "the same second"))
		back.OK(t, "openim/importmsg", message(3, 1400000060, 2, "later"))
	}
	back.Refused(t, 20001, "openim/importmsg", message(4, 1400000030, 2, "too late"))
	back.Refused(t, 90012, "openim/importmsg", M{"SyncFromOldSystem": 2, "From_Account": "nobody", "To_Account": "bob", "MsgRandom": 1, "MsgTimeStamp": 1400000000, "MsgBody": text("x")})
	got := bob.OK(t, "openim/getroammsg", M{"Peer_Account": "alice", "MaxCnt": 15, "LastMsgTime": 0, "MsgKey": ""})
	require.Equal(t, 3, got.Len("MsgList"))
	assert.EqualValues(t, 1400000000, got.At("MsgList", 0, "MsgTimeStamp"))
	assert.Equal(t, 0, s.Client13("bob").OK(t, "openim/getmsg", M{"Cookie": "", "SyncFlag": 0}).Len("MsgList"), "imported messages must not be unread")
	back.OK(t, "openim/importmsg", message(5, servertest.Epoch, 1, "just now"))
	poll := bob.Poll(t)
	assert.Contains(t, poll.Raw, "just now")
	assert.NotContains(t, poll.Raw, "long ago", "imported messages must not be pushed")

	const id = "@TGS#1FDFVPAE2"
	group := M{"GroupId": id, "Type": "Public", "Name": "老群", "Owner_Account": "alice", "CreateTime": 1400000000}
	assert.Equal(t, id, back.OK(t, "group_open_http_svc/import_group", group).At("GroupId"))
	back.Refused(t, 10021, "group_open_http_svc/import_group", group)
	back.Refused(t, 10007, "group_open_http_svc/import_group", M{"Type": "AVChatRoom", "Name": "x"})
	past := []M{
		{"From_Account": "alice", "SendTime": 1400000100, "Random": 1, "MsgBody": text("first")},
		{"From_Account": "carol", "SendTime": 1400000200, "Random": 2, "MsgBody": text("second")},
		{"From_Account": "carol", "SendTime": 1300000000, "Random": 3, "MsgBody": text("older than the group")},
		{"From_Account": "nobody", "SendTime": 1400000300, "Random": 4, "MsgBody": text("x")},
	}
	for range 2 {
		result := back.OK(t, "group_open_http_svc/import_group_msg", M{"GroupId": id, "MsgList": past})
		assert.EqualValues(t, 2, result.At("ImportMsgResult", 1, "MsgSeq"))
		assert.EqualValues(t, 10004, result.At("ImportMsgResult", 2, "Result"))
		assert.EqualValues(t, 10019, result.At("ImportMsgResult", 3, "Result"))
	}
	members := []M{{"Member_Account": "bob", "Role": "Admin", "JoinTime": 1400000150, "UnreadMsgNum": 1}, {"Member_Account": "nobody"}, {"Member_Account": "carol"}}
	result := back.OK(t, "group_open_http_svc/import_group_member", M{"GroupId": id, "MemberList": members})
	assert.Equal(t, []any{M{"Member_Account": "bob", "Result": 1.0}, M{"Member_Account": "nobody", "Result": 0.0}, M{"Member_Account": "carol", "Result": 1.0}}, result.At("MemberList"))
	result = back.OK(t, "group_open_http_svc/import_group_member", M{"GroupId": id, "MemberList": members})
	assert.EqualValues(t, 2, result.At("MemberList", 0, "Result"))
	got = bob.OK(t, "group_open_http_svc/group_msg_get", M{"GroupId": id, "ReqMsgNumber": 20})
	assert.Equal(t, 1, got.Len("RspMsgList"), "a member must see later messages")
	assert.Contains(t, got.Raw, "second")
	alice.OK(t, "group_open_http_svc/send_group_msg", M{"GroupId": id, "Random": 9, "MsgBody": text("and on")})
	assert.Contains(t, bob.Poll(t).Raw, "and on")
}

func TestDeleteUserKeepsConversations(t *testing.T) {
	s, back := start(t)
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	old := s.UserSig("bob")
	bob.OK(t, "openim/sendmsg", servertest.Text("alice", "bob was here"))
	bob.OK(t, "sns/friend_add", M{"AddFriendItem": []M{{"To_Account": "alice", "AddSource": "AddSource_Type_Web"}}})
	id := bob.OK(t, "group_open_http_svc/create_group", M{"Type": "Public", "Name": "bob's", "MemberList": []M{{"Member_Account": "alice"}, {"Member_Account": "carol", "Role": "Admin"}}}).At("GroupId").(string)
	alone := bob.OK(t, "group_open_http_svc/create_group", M{"Type": "Private", "Name": "bob alone"}).At("GroupId").(string)
	bob.OK(t, "group_open_http_svc/send_group_msg", M{"GroupId": id, "Random": 1, "MsgBody": text("bob said")})

	deleted := back.OK(t, "im_open_login_svc/account_delete", M{"DeleteItem": []M{{"UserID": "bob"}, {"UserID": "nobody"}}})
	assert.EqualValues(t, 0, deleted.At("ResultItem", 0, "ResultCode"))
	assert.EqualValues(t, 70107, deleted.At("ResultItem", 1, "ResultCode"))
	bob.Refused(t, 91000, "openim/getmsg", M{"Cookie": "", "SyncFlag": 0})
	client := s.Client17("bob")
	client.Query.Set("usersig", old)
	client.Refused(t, 70107, "openim/login", M{"State": "Online"})

	history := M{"Peer_Account": "bob", "MaxCnt": 15, "LastMsgTime": 0, "MsgKey": ""}
	assert.Contains(t, alice.OK(t, "openim/getroammsg", history).Raw, "bob was here")
	assert.Contains(t, alice.OK(t, "group_open_http_svc/group_msg_get", M{"GroupId": id, "ReqMsgNumber": 20}).Raw, "bob said")
	alice.Refused(t, 20003, "openim/sendmsg", servertest.Text("bob", "still there?"))
	friends := alice.OK(t, "sns/friend_get_all", M{"TimeStamp": 0, "StartIndex": 0, "GetCount": 10, "LastStandardSequence": 0, "TagList": []string{"Tag_Profile_IM_Nick"}})
	assert.Equal(t, 0, friends.Len("InfoItem"))
	info := back.OK(t, "group_open_http_svc/get_group_info", M{"GroupIdList": []string{id, alone}})
	assert.Equal(t, "carol", info.At("GroupInfo", 0, "Owner_Account"), "the first admin must become owner")
	assert.EqualValues(t, 10010, info.At("GroupInfo", 1, "ErrorCode"))

	// A new account of that name has no access to the old data.
	s.Clock.Advance(time.Second)
	again := s.SignIn(t, "bob")
	assert.Equal(t, 0, again.OK(t, "openim/getroammsg", M{"Peer_Account": "alice", "MaxCnt": 15, "LastMsgTime": 0, "MsgKey": ""}).Len("MsgList"))
	assert.Equal(t, 0, again.OK(t, "recentcontact/get", M{"Count": 10}).Len("SessionItem"))
	alice.OK(t, "openim/sendmsg", servertest.Text("bob", "hello again"))
	assert.Contains(t, again.Poll(t).Raw, "hello again")
	assert.Equal(t, 1, again.OK(t, "openim/getroammsg", M{"Peer_Account": "alice", "MaxCnt": 15, "LastMsgTime": 0, "MsgKey": ""}).Len("MsgList"))
}

// A back end may sign with a private key (version 1).
func TestVersion1ErrorNamesVersion(t *testing.T) {
	s := servertest.Start(t, func(c *server.Config) {
		c.Apps = append(c.Apps, account.App{ID: 1400000077, Keys: []usersig.Key{usersig.NewSecret("-sdkappid 1400000077", "another secret")}})
	})
	c := s.Client17("alice").Without("sdkappid", "1400000077")
	a := c.Call(t, "openim/login", M{"State": "Online"})
	assert.Equal(t, 70009, a.ErrorCode)
	assert.Contains(t, a.ErrorInfo, "version 2.0, tried -sdkappid 1400000077 (")
}
