package group_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/servertest"
)

func TestAddMembersReportsEach(t *testing.T) {
	t.Parallel()
	s := start(t)
	alice, bob, carol := s.SignIn(t, "alice"), client13(t, s, "bob"), s.SignIn(t, "carol")
	id := create(t, alice, "Private", []string{"bob"}, M{"MaxMemberCount": 4})
	receiveAll(t, s, alice)
	receiveAll(t, s, bob)
	response := bob.OK(t, svc("add_group_member"), M{"GroupId": id, "Silence": 1, "MemberList": []any{
		M{"Member_Account": "carol"}, M{"Member_Account": "alice"}, M{"Member_Account": "nobody"}, M{"Member_Account": "carol"},
	}})
	assert.Equal(t, []any{
		M{"Member_Account": "carol", "Result": 1.0}, M{"Member_Account": "alice", "Result": 2.0},
		M{"Member_Account": "nobody", "Result": 0.0}, M{"Member_Account": "carol", "Result": 2.0},
	}, response.At("MemberList"))
	for c, want := range map[*servertest.Client]string{alice: "t1", bob: "t1", carol: "t1 n7"} {
		got := receiveAll(t, s, c)
		require.Equal(t, want, summarize(got), "%s: Silence requires an app admin", c.Name)
		assert.Equal(t, "bob", got[0].at("MsgBody", "Operator_Account"))
		assert.Equal(t, []any{"carol"}, got[0].at("MsgBody", "List_Account"))
	}
	s.Client13(appAdmin).OK(t, svc("add_group_member"), M{"GroupId": id, "Silence": 1, "MemberList": members("dave")})
	assert.Empty(t, receiveAll(t, s, alice))
	for _, c := range []struct {
		list any
		code int
	}{
		{members("erin"), 10014},
		{members("dave", "erin"), 10014},
		{members("nobody"), 10019},
		{members(), 10004},
		{nil, 10004},
		{"erin", 10004},
		{members(make([]string, 501)...), 10005},
	} {
		bob.Refused(t, c.code, svc("add_group_member"), M{"GroupId": id, "MemberList": c.list})
	}
	assert.Equal(t, 4.0, profileOf(t, alice, id).At("GroupInfo", 0, "MemberNum"))
}

func TestMemberTipsFollowGroupType(t *testing.T) {
	t.Parallel()
	s := start(t)
	for kind, notified := range map[string]bool{"Private": true, "Public": true, "ChatRoom": false} {
		alice := s.SignIn(t, "alice")
		id := createWithMembers(t, s, kind)
		receiveAll(t, s, alice)
		s.Client13(appAdmin).OK(t, svc("add_group_member"), M{"GroupId": id, "MemberList": members("erin")})
		s.Client13("erin").OK(t, svc("quit_group"), M{"GroupId": id})
		alice.OK(t, svc("delete_group_member"), M{"GroupId": id, "MemberToDel_Account": "dave"})
		want := ""
		if notified {
			want = "t1 t2 t3"
		}
		got := receiveAll(t, s, alice)
		require.Equal(t, want, summarize(got), kind)
		if notified {
			assert.Equal(t, 4.0, got[1].at("MsgBody", "MemberNum"))
			assert.Equal(t, "erin", got[1].at("MsgBody", "Operator_Account"))
			assert.Equal(t, []any{"dave"}, got[2].at("MsgBody", "List_Account"))
		}
	}
}

func TestQuitEndsMembership(t *testing.T) {
	t.Parallel()
	s := start(t)
	for kind, code := range map[string]int{"Private": 0, "Public": 10009, "ChatRoom": 10009, "AVChatRoom": 10009} {
		id := createWithMembers(t, s, kind)
		a := s.Client13("alice").Call(t, svc("quit_group"), M{"GroupId": id})
		assert.Equal(t, code, a.ErrorCode, kind)
		if kind == "Private" {
			assert.Equal(t, "", profileOf(t, s.Client13("bob"), id).At("GroupInfo", 0, "Owner_Account"))
			s.Client13("bob").Refused(t, 10007, svc("destroy_group"), M{"GroupId": id})
		}
		s.Client13("erin").Refused(t, 10007, svc("quit_group"), M{"GroupId": id})
	}
	s.Client13("erin").Refused(t, 10010, svc("quit_group"), M{"GroupId": "nope"})
	s.Client13("erin").Refused(t, 10015, svc("quit_group"), M{"GroupId": ""})

	id := createWithMembers(t, s, "Public")
	bob, too := s.SignIn(t, "bob"), s.SignIn(t, "bob")
	bob.OK(t, svc("quit_group"), M{"GroupId": id})
	assert.Equal(t, "n8", summarize(receiveAll(t, s, too)), "the user's other client must be notified")
	assert.Empty(t, receiveAll(t, s, bob))
	sendText(t, s.Client13("alice"), id, "after bob")
	assert.Empty(t, receiveAll(t, s, bob))
	s.Restart(t)
	assert.Empty(t, receiveAll(t, s, bob), "no event may be replayed after leaving")
	apply(t, bob, id)
	verdictOn := fetchRequests(t, s.Client13("alice"))
	s.Client13("alice").OK(t, svc("handle_apply_join_group"), decide(verdictOn[0], "Agree"))
	assert.Equal(t, "Member", roleOf(t, bob, id), "leaving must reset the role")
}

// roleOf reads the caller's role.
func roleOf(t testing.TB, c *servertest.Client, id string) any {
	t.Helper()
	return c.OK(t, svc("get_role_in_group"), M{"GroupId": id, "User_Account": c.Name}).At("UserIdList", 0, "Role")
}

func TestKickEndsMembership(t *testing.T) {
	t.Parallel()
	s := start(t)
	alice, dave := s.SignIn(t, "alice"), client13(t, s, "dave")
	id := createWithMembers(t, s, "Public")
	receiveAll(t, s, dave)
	alice.OK(t, svc("delete_group_member"), M{"GroupId": id, "MemberToDel_Account": []string{"dave", "erin"}, "Reason": "spam"})
	got := receiveAll(t, s, dave)
	require.Equal(t, "n4", summarize(got))
	assert.Equal(t, "alice", got[0].at("MsgBody", "Operator_Account"))
	assert.Equal(t, "spam", got[0].at("MsgBody", "RemarkInfo"))
	dave.Refused(t, 10007, svc("group_msg_get"), M{"GroupId": id, "ReqMsgNumber": 1})
	alice.OK(t, svc("delete_group_member"), M{"GroupId": id, "MemberToDel_Account": "dave"}) // dave is not a member, so the request is ignored
	assert.Equal(t, 3.0, profileOf(t, alice, id).At("GroupInfo", 0, "MemberNum"))
	for _, c := range []struct {
		body M
		code int
	}{
		{M{}, 10004},
		{M{"MemberToDel_Account": []string{}}, 10004},
		{M{"MemberToDel_Account": M{}}, 10004},
		{M{"MemberToDel_Account": make([]string, 501)}, 10005},
		{M{"MemberToDel_Account": "bob", "Reason": strings.Repeat("x", 301)}, 10004},
		{M{"MemberToDel_Account": []string{"bob", "alice"}}, 10007},
	} {
		alice.Refused(t, c.code, svc("delete_group_member"), extend(c.body, M{"GroupId": id}))
	}
	assert.Equal(t, "Admin", roleOf(t, s.Client13("bob"), id), "a refused request must change nothing")
}

func TestMuteExpires(t *testing.T) {
	t.Parallel()
	s := start(t)
	alice, carol := s.SignIn(t, "alice"), client13(t, s, "carol")
	id := createWithMembers(t, s, "Public")
	receiveAll(t, s, carol)
	speak := M{"GroupId": id, "MsgBody": servertest.TextBody("hi")}
	until := func() any {
		a := alice.OK(t, svc("get_group_member_info"), M{"GroupId": id, "Offset": 0, "MemberInfoFilter": []string{"ShutUpUntil"}})
		return a.At("MemberList", 2, "ShutUpUntil")
	}
	alice.OK(t, svc("forbid_send_msg"), M{"GroupId": id, "Members_Account": []string{"carol", "dave", "carol"}, "ShutUpTime": "100"})
	got := receiveAll(t, s, carol)
	require.Equal(t, "t7", summarize(got))
	assert.Equal(t, []any{M{"User_Account": "carol", "ShutupTime": 100.0}, M{"User_Account": "dave", "ShutupTime": 100.0}},
		got[0].at("MsgBody", "MsgMemberInfo"))
	carol.Refused(t, 10017, svc("send_group_msg"), speak)
	assert.Equal(t, servertest.Epoch+100.0, until())
	s.Restart(t)
	s.Clock.Advance(99 * time.Second)
	carol.Refused(t, 10017, svc("send_group_msg"), speak)
	s.Clock.Advance(time.Second)
	carol.OK(t, svc("send_group_msg"), speak)
	assert.Equal(t, 0.0, until())

	for command, body := range map[string]M{
		"forbid_send_msg":          {"Members_Account": "carol"}, // the form that the guide's clients use
		"modify_group_member_info": {"Member_Account": "carol"},
	} {
		alice.OK(t, svc(command), extend(body, M{"GroupId": id, "ShutUpTime": 31536000}))
		carol.Refused(t, 10017, svc("send_group_msg"), speak)
		alice.OK(t, svc(command), extend(body, M{"GroupId": id, "ShutUpTime": 0}))
		carol.OK(t, svc("send_group_msg"), speak)
		alice.OK(t, svc(command), extend(body, M{"GroupId": id, "ShutUpTime": 0})) // without a change there is no tip
		for _, bad := range []any{-1, 31536001, "x"} {
			alice.Refused(t, 10004, svc(command), extend(body, M{"GroupId": id, "ShutUpTime": bad}))
		}
	}
	list, _ := fetchHistory(t, alice, id)
	assert.Equal(t, "hi t7 t7 hi t7 t7 hi t7", summarize(list), "newest first")
	for body, code := range map[*M]int{
		{"Members_Account": "erin", "ShutUpTime": 1}:                 10019,
		{"Members_Account": []string{}, "ShutUpTime": 1}:             10004,
		{"Members_Account": "carol"}:                                 10004,
		{"Members_Account": make([]string, 501), "ShutUpTime": 1}:    10005,
		{"Members_Account": M{}, "ShutUpTime": 1}:                    10004,
		{"Members_Account": []string{"alice"}, "ShutUpTime": 1}:      10007,
		{"Members_Account": []string{"carol", "x"}, "ShutUpTime": 1}: 10019,
	} {
		alice.Refused(t, code, svc("forbid_send_msg"), extend(*body, M{"GroupId": id}))
	}
	carol.OK(t, svc("send_group_msg"), speak)
}

func TestMuteAllSparesAdmins(t *testing.T) {
	t.Parallel()
	s := start(t)
	id := createWithMembers(t, s, "Public")
	speak := M{"GroupId": id, "MsgBody": servertest.TextBody("hi")}
	s.Client13("bob").OK(t, svc("modify_group_base_info"), M{"GroupId": id, "ShutUpAllMember": "On"})
	s.Client13("carol").Refused(t, 10017, svc("send_group_msg"), speak)
	for _, name := range []string{"alice", "bob", appAdmin} {
		s.Client13(name).OK(t, svc("send_group_msg"), speak)
	}
	s.Client13("alice").OK(t, svc("modify_group_base_info"), M{"GroupId": id, "ShutUpAllMember": "Off"})
	s.Client13("carol").OK(t, svc("send_group_msg"), speak)
}

func TestSetAdminNotifiesMembers(t *testing.T) {
	t.Parallel()
	s := start(t)
	alice, carol, dave := s.SignIn(t, "alice"), s.SignIn(t, "carol"), client13(t, s, "dave")
	id := createWithMembers(t, s, "ChatRoom")
	alice.OK(t, svc("forbid_send_msg"), M{"GroupId": id, "Members_Account": "carol", "ShutUpTime": 1000})
	receiveAll(t, s, carol)
	receiveAll(t, s, dave)
	role := M{"GroupId": id, "Member_Account": "carol", "Role": "Admin"}
	alice.OK(t, svc("modify_group_member_info"), role)
	alice.OK(t, svc("modify_group_member_info"), role) // carol is already an admin
	assert.Equal(t, "Admin", roleOf(t, carol, id))
	sendText(t, carol, id, "sent as admin")
	alice.OK(t, svc("modify_group_member_info"), extend(role, M{"Role": "Member"}))
	sendText(t, carol, id, "sent as member")
	got := receiveAll(t, s, carol)
	assert.Equal(t, "t4 n9 sent as admin t5 n10 sent as member", summarize(restoreOrder(got)))
	got = receiveAll(t, s, dave)
	require.Equal(t, "t4 sent as admin t5 sent as member", summarize(got))
	assert.Equal(t, []any{"carol"}, got[0].at("MsgBody", "List_Account"))
	for body, code := range map[*M]int{
		{"Member_Account": "carol", "Role": "Owner"}:  10004,
		{"Member_Account": "carol", "Role": ""}:       10004,
		{"Member_Account": "alice", "Role": "Member"}: 10007,
		{"Member_Account": "erin", "Role": "Admin"}:   10019,
		{"Role": "Admin"}: 10004,
	} {
		alice.Refused(t, code, svc("modify_group_member_info"), extend(*body, M{"GroupId": id}))
	}
}

// restoreOrder restores the order of the events in one response, which lists each kind
// separately: notices after their tips.
func restoreOrder(events []event) []event {
	var list, notices []event
	for _, e := range events {
		if e.Event == 5 {
			notices = append(notices, e)
		}
	}
	for _, e := range events {
		if e.Event == 5 {
			continue
		}
		list = append(list, e)
		if e.Event == 4 && len(notices) > 0 {
			list, notices = append(list, notices[0]), notices[1:]
		}
	}
	return append(list, notices...)
}

func TestModifyOwnMembershipIsStored(t *testing.T) {
	t.Parallel()
	s := start(t)
	carol := s.SignIn(t, "carol")
	id := createWithMembers(t, s, "Public")
	carol.OK(t, svc("modify_group_member_info"), M{
		"GroupId": id, "Member_Account": "carol", "MsgFlag": "AcceptNotNotify", "NameCard": "卡洛尔",
		"AppMemberDefinedData": []M{{"Key": "k", "Value": "v"}},
	})
	a := carol.OK(t, svc("get_group_member_info"), M{"GroupId": id, "Offset": 2, "Limit": 1})
	assert.Equal(t, M{
		"Member_Account": "carol", "Role": "Member", "JoinTime": float64(servertest.Epoch), "MsgSeq": 0.0,
		"MsgFlag": "AcceptNotNotify", "LastSendMsgTime": 0.0, "ShutUpUntil": 0.0, "NameCard": "卡洛尔",
		"AppMemberDefinedData": []any{M{"Key": "k", "Value": "v"}},
	}, a.At("MemberList", 0))
	for body, code := range map[*M]int{
		{"MsgFlag": "Loud"}:                      10004,
		{"NameCard": strings.Repeat("x", 51)}:    10004,
		{"NameCard": M{}}:                        10004,
		{"Role": "Admin"}:                        10007,
		{"ShutUpTime": 0}:                        10007,
		{"AppMemberDefinedData": []M{{}}}:        10004,
		{"AppMemberDefinedData": manyCustom(21)}: 10004,
	} {
		carol.Refused(t, code, svc("modify_group_member_info"), extend(*body, M{"GroupId": id, "Member_Account": "carol"}))
	}
	s.Client13("erin").Refused(t, 10007, svc("modify_group_member_info"), M{"GroupId": id, "Member_Account": "erin", "NameCard": "E"})
}

func TestMemberListFiltersAndPages(t *testing.T) {
	t.Parallel()
	s := start(t)
	carol := s.SignIn(t, "carol")
	id := createWithMembers(t, s, "Public")
	page := func(body M) (names []any) {
		a := carol.OK(t, svc("get_group_member_info"), extend(body, M{"GroupId": id}))
		assert.Equal(t, 4.0, a.At("MemberNum"), "the total must not depend on the page")
		for i := range a.Len("MemberList") {
			names = append(names, a.At("MemberList", i, "Member_Account"))
		}
		return names
	}
	all := []any{"alice", "bob", "carol", "dave"} // owner, admins, members
	assert.Equal(t, all, page(M{}))
	assert.Equal(t, all, page(M{"Offset": 0, "Limit": 100, "MemberRoleFilter": []string{}}))
	assert.Equal(t, all[1:3], page(M{"Offset": "1", "Limit": "2"}))
	assert.Nil(t, page(M{"Offset": 4, "Limit": 2}))
	assert.Nil(t, page(M{"Limit": 0}))
	assert.Equal(t, all[:2], page(M{"MemberRoleFilter": []string{"Owner", "Admin"}}))
	assert.Equal(t, all[3:], page(M{"MemberRoleFilter": []string{"Member"}, "Offset": 1}))
	a := carol.OK(t, svc("get_group_member_info"), M{"GroupId": id, "MemberInfoFilter": []string{"Role", "Nonsense"}})
	assert.Equal(t, M{"Role": "Owner"}, a.At("MemberList", 0))
	for body, code := range map[*M]int{
		{"Offset": -1}:               10004,
		{"Limit": -1}:                10004,
		{"MemberInfoFilter": "Role"}: 10004,
	} {
		carol.Refused(t, code, svc("get_group_member_info"), extend(*body, M{"GroupId": id}))
	}
	carol.Refused(t, 10004, svc("get_role_in_group"), M{"GroupId": id})
	carol.Refused(t, 10005, svc("get_role_in_group"), M{"GroupId": id, "User_Account": make([]string, 501)})
}
