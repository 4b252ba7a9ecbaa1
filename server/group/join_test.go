package group_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server"
	"webim.js/server/servertest"
)

// apply applies for membership and returns the JoinedStatus.
func apply(t testing.TB, c *servertest.Client, id string, more ...M) any {
	t.Helper()
	return c.OK(t, svc("apply_join_group"), extend(M{"GroupId": id}, append(more, M{})...)).At("JoinedStatus")
}

// fetchRequests returns the stored applications that getmsg lists.
func fetchRequests(t testing.TB, c *servertest.Client) []event {
	t.Helper()
	a := c.OK(t, "openim/getmsg", M{"Cookie": "", "SyncFlag": 0})
	var list []event
	for i := range a.Len("EventArray", 0, "GroupTips") {
		require.Equal(t, 5.0, a.At("EventArray", 0, "Event"))
		list = append(list, parseEvent(a, 5, "EventArray", 0, "GroupTips", i))
	}
	return list
}

// decide returns the decision on an application, built from its notice as by a client.
func decide(e event, handle string, more ...M) M {
	return extend(M{
		"GroupId": e.Group, "Applicant_Account": e.at("MsgBody", "Operator_Account"), "HandleMsg": handle,
		"Authentication": e.at("MsgBody", "Authentication"), "MsgKey": e.at("MsgBody", "MsgKey"),
		"ApprovalMsg": "because", "UserDefinedField": e.at("UserDefinedField"),
	}, append(more, M{})...)
}

func TestApplyFollowsGroupType(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, c := range []struct {
		kind, option string
		code         int
		status       any
	}{
		{"Private", "FreeAccess", 10007, nil},
		{"Public", "FreeAccess", 0, "JoinedSuccess"},
		{"Public", "NeedPermission", 0, "WaitAdminApproval"},
		{"Public", "DisableApply", 10007, nil},
		{"ChatRoom", "FreeAccess", 0, "JoinedSuccess"},
		{"ChatRoom", "NeedPermission", 0, "WaitAdminApproval"},
		{"ChatRoom", "DisableApply", 10007, nil},
		{"AVChatRoom", "DisableApply", 0, "JoinedSuccess"},
	} {
		id := createWithMembers(t, s, c.kind, M{"ApplyJoinOption": c.option})
		a := s.Client13("erin").Call(t, svc("apply_join_group"), M{"GroupId": id})
		assert.Equal(t, c.code, a.ErrorCode, "%s %s: %s", c.kind, c.option, a.Raw)
		assert.Equal(t, c.status, a.At("JoinedStatus"), "%s %s", c.kind, c.option)
		again := s.Client13("carol").Call(t, svc("apply_join_group"), M{"GroupId": id})
		if c.kind == "AVChatRoom" {
			assert.Equal(t, "JoinedSuccess", again.At("JoinedStatus"), "a reloaded client must get a new key")
			assert.NotEmpty(t, again.At("LongPollingKey"))
		} else {
			assert.Equal(t, 10013, again.ErrorCode)
		}
		assert.Equal(t, "JoinedSuccess", apply(t, s.Client13(appAdmin), id), "app admins must join immediately")
	}
	id := createWithMembers(t, s, "Public")
	erin := s.Client13("erin")
	erin.Refused(t, 10004, svc("apply_join_group"), M{"GroupId": id, "ApplyMsg": strings.Repeat("x", 301)})
	erin.Refused(t, 10004, svc("apply_join_group"), M{"GroupId": id, "UserDefinedField": strings.Repeat("x", 1001)})
	erin.Refused(t, 10004, svc("apply_join_group"), M{"GroupId": id, "ApplyMsg": M{}})
	erin.Refused(t, 10010, svc("apply_join_group"), M{"GroupId": "nope"})
	erin.Refused(t, 10015, svc("apply_join_group"), M{})
}

func TestAcceptedApplicantJoins(t *testing.T) {
	t.Parallel()
	s := start(t)
	alice, carol := s.SignIn(t, "alice"), s.SignIn(t, "carol")
	bob, erin := client13(t, s, "bob"), s.SignIn(t, "erin")
	id := createWithMembers(t, s, "Public")
	for _, c := range []*servertest.Client{alice, bob, carol} {
		receiveAll(t, s, c)
	}
	assert.Equal(t, "WaitAdminApproval", apply(t, erin, id, M{"ApplyMsg": "please", "UserDefinedField": "udf"}))
	assert.Empty(t, receiveAll(t, s, carol), "ordinary members must not be notified")
	var notice event
	for _, c := range []*servertest.Client{alice, bob} {
		got := receiveAll(t, s, c)
		require.Equal(t, "n1", summarize(got), c.Name)
		notice = got[0]
		assert.Equal(t, "erin", notice.at("MsgBody", "Operator_Account"))
		assert.Equal(t, "please", notice.at("MsgBody", "RemarkInfo"))
		assert.Equal(t, "udf", notice.at("UserDefinedField"), "the field must be at the top level")
		assert.Equal(t, c.Name, notice.at("GroupInfo", "To_Account"))
		stored := fetchRequests(t, c)
		require.Len(t, stored, 1)
		for _, field := range []string{"ClientSeq", "MsgRandom", "MsgBody", "GroupInfo", "From_Account", "UserDefinedField"} {
			assert.Equal(t, notice.at(field), stored[0].at(field), field)
		}
	}
	assert.Empty(t, fetchRequests(t, carol))
	s.Restart(t)
	require.Len(t, fetchRequests(t, bob), 1, "the application must survive a restart")

	carol.Refused(t, 10007, svc("handle_apply_join_group"), decide(notice, "Agree"))
	erin.Refused(t, 10007, svc("handle_apply_join_group"), decide(notice, "Agree"))
	for what, change := range map[string]M{
		"neither":       {"HandleMsg": "agree"},
		"other auth":    {"Authentication": "x"},
		"no auth":       {"Authentication": nil},
		"other key":     {"MsgKey": 9e15},
		"no key":        {"MsgKey": nil},
		"other account": {"Applicant_Account": "dave2"},
		"long approval": {"ApprovalMsg": strings.Repeat("x", 301)},
		"long field":    {"UserDefinedField": strings.Repeat("x", 1001)},
	} {
		a := bob.Call(t, svc("handle_apply_join_group"), decide(notice, "Agree", change))
		assert.Equal(t, 10004, a.ErrorCode, what)
	}
	bob.OK(t, svc("handle_apply_join_group"), decide(notice, "Agree"))
	alice.Refused(t, 10024, svc("handle_apply_join_group"), decide(notice, "Reject"))
	assert.Empty(t, fetchRequests(t, alice))

	got := receiveAll(t, s, erin)
	require.Equal(t, "t1 n2", summarize(got))
	assert.Equal(t, []any{"erin"}, got[0].at("MsgBody", "List_Account"))
	assert.Equal(t, 5.0, got[0].at("MsgBody", "MemberNum"))
	assert.Equal(t, []any{M{"User_Account": "erin", "NickName": "何雨桐"}}, got[0].at("MsgBody", "MsgMemberExtraInfo"))
	assert.Equal(t, "because", got[1].at("MsgBody", "RemarkInfo"))
	assert.Equal(t, "bob", got[1].at("MsgBody", "Operator_Account"))
	for _, c := range []*servertest.Client{alice, bob, carol} {
		assert.Equal(t, "t1", summarize(receiveAll(t, s, c)), c.Name)
	}
	alice.Refused(t, 10013, svc("handle_apply_join_group"), decide(notice, "Agree", M{"Applicant_Account": "carol"}))
}

func TestRejectedApplicantMayApplyAgain(t *testing.T) {
	t.Parallel()
	s := start(t)
	alice, erin := s.SignIn(t, "alice"), client13(t, s, "erin")
	id := create(t, alice, "Public", nil)
	apply(t, erin, id, M{"ApplyMsg": "one"})
	first := fetchRequests(t, alice)[0]
	apply(t, erin, id, M{"ApplyMsg": "two"})
	waiting := fetchRequests(t, alice)
	require.Len(t, waiting, 1, "a repeated application must replace the first")
	assert.Equal(t, "two", waiting[0].at("MsgBody", "RemarkInfo"))
	assert.Equal(t, first.at("MsgBody", "MsgKey"), waiting[0].at("MsgBody", "MsgKey"), "either notice must be valid for the decision")

	alice.OK(t, svc("handle_apply_join_group"), decide(first, "Reject"))
	got := receiveAll(t, s, erin)
	require.Equal(t, "n3", summarize(got))
	assert.Equal(t, "because", got[0].at("MsgBody", "RemarkInfo"))
	assert.Empty(t, fetchRequests(t, alice))

	apply(t, erin, id)
	alice.Refused(t, 10024, svc("handle_apply_join_group"), decide(first, "Agree"))
	again := fetchRequests(t, alice)
	require.Len(t, again, 1)
	s.Client13(appAdmin).OK(t, svc("add_group_member"), M{"GroupId": id, "MemberList": members("erin")})
	assert.Empty(t, fetchRequests(t, alice), "adding the applicant must close the application")
	alice.Refused(t, 10024, svc("handle_apply_join_group"), decide(again[0], "Agree"))
}

func TestAcceptIntoFullGroupIsRefused(t *testing.T) {
	t.Parallel()
	s := start(t)
	alice := s.Client13("alice")
	id := create(t, alice, "Public", nil, M{"MaxMemberCount": 2})
	apply(t, s.Client13("bob"), id)
	apply(t, s.Client13("carol"), id)
	both := fetchRequests(t, alice)
	require.Len(t, both, 2)
	alice.OK(t, svc("handle_apply_join_group"), decide(both[0], "Agree"))
	alice.Refused(t, 10014, svc("handle_apply_join_group"), decide(both[1], "Agree"))
	require.Len(t, fetchRequests(t, alice), 1, "the other application must remain pending")
	alice.OK(t, svc("handle_apply_join_group"), decide(both[1], "Reject"))
}

func TestDeletedRequestRemainsForOthers(t *testing.T) {
	t.Parallel()
	s := start(t)
	alice, bob := s.SignIn(t, "alice"), s.Client13("bob")
	id := createWithMembers(t, s, "Public")
	apply(t, s.Client13("erin"), id)
	notice := fetchRequests(t, alice)[0]
	del := M{"DelMsgList": []M{{
		"From_Account": notice.at("From_Account"), "MsgSeq": notice.at("ClientSeq"), "MsgRandom": notice.at("MsgRandom"),
	}}}
	s.Client13("carol").OK(t, "openim/deletemsg", del) // the notice is addressed to another admin, so it is ignored
	other := M{"DelMsgList": []M{{"From_Account": "@TIM#SYSTEM", "MsgSeq": notice.at("ClientSeq"), "MsgRandom": 1}}}
	alice.OK(t, "openim/deletemsg", other)
	require.Len(t, fetchRequests(t, alice), 1)
	alice.OK(t, "openim/deletemsg", del)
	assert.Empty(t, fetchRequests(t, alice))
	assert.Len(t, fetchRequests(t, bob), 1)
	alice.OK(t, svc("handle_apply_join_group"), decide(notice, "Agree")) // deleting the notice does not close the application
	assert.Empty(t, fetchRequests(t, bob))
}

func TestNewAdminSeesPending(t *testing.T) {
	t.Parallel()
	s := start(t)
	alice, carol := s.SignIn(t, "alice"), s.Client13("carol")
	id := createWithMembers(t, s, "Public")
	apply(t, s.Client13("erin"), id)
	role := M{"GroupId": id, "Member_Account": "carol", "Role": "Admin"}
	alice.OK(t, svc("modify_group_member_info"), role)
	require.Len(t, fetchRequests(t, carol), 1)
	assert.Equal(t, "carol", fetchRequests(t, carol)[0].at("GroupInfo", "To_Account"))
	alice.OK(t, svc("modify_group_member_info"), extend(role, M{"Role": "Member"}))
	assert.Empty(t, fetchRequests(t, carol))
}

func TestPendenciesArePaged(t *testing.T) {
	t.Parallel()
	s := start(t)
	alice := s.SignIn(t, "alice")
	id := create(t, alice, "Public", nil)
	for _, name := range []string{"bob", "carol", "dave"} {
		apply(t, s.Client13(name), id, M{"ApplyMsg": "from " + name})
		s.Clock.Advance(10 * time.Second)
	}
	alice.OK(t, svc("handle_apply_join_group"), decide(fetchRequests(t, alice)[0], "Reject"))
	page := alice.OK(t, svc("get_pendency"), M{"StartTime": 0, "Limit": 2, "Handle_Account": "alice"})
	require.Equal(t, 2, page.Len("PendencyList"))
	assert.Equal(t, "dave", page.At("PendencyList", 0, "From_Account"))
	assert.Equal(t, "carol", page.At("PendencyList", 1, "From_Account"))
	assert.Equal(t, 2.0, page.At("UnreadCount"))
	assert.Equal(t, float64(servertest.Epoch), page.At("NextStartTime"))
	item, _ := page.At("PendencyList", 1).(M)
	assert.Subset(t, item, M{
		"GroupId": id, "GroupName": "Public group", "PendencyType": 0.0, "Handled": 0.0,
		"AddTime": servertest.Epoch + 10.0, "ApplyInviteMsg": "from carol",
	})
	rest := alice.OK(t, svc("get_pendency"), M{"StartTime": page.At("NextStartTime"), "Limit": 2, "Handle_Account": "alice"})
	require.Equal(t, 1, rest.Len("PendencyList"))
	assert.Equal(t, 0.0, rest.At("NextStartTime"))
	item, _ = rest.At("PendencyList", 0).(M)
	assert.Subset(t, item, M{"From_Account": "bob", "Handled": 1.0, "HandleResult": 0.0, "ApprovalMsg": "because"})

	alice.OK(t, svc("report_pendency"), M{"ReportTime": servertest.Epoch + 10, "From_Account": "alice"})
	alice.OK(t, svc("report_pendency"), M{"ReportTime": 5, "From_Account": "alice"})
	page = alice.OK(t, svc("get_pendency"), M{})
	assert.Equal(t, 1.0, page.At("UnreadCount"))
	assert.Equal(t, servertest.Epoch+10.0, page.At("ReportTime"), "an earlier report must not change ReportTime")
	alice.OK(t, svc("report_pendency"), M{"ReportTime": int64(9e15)})
	apply(t, s.Client13("erin"), id)
	s.Clock.Advance(time.Second)
	apply(t, s.Client13("erin"), id)
	assert.Equal(t, 1.0, alice.OK(t, svc("get_pendency"), M{}).At("UnreadCount"), "a report in the future must not hide later requests")
	assert.Zero(t, s.Client13("bob").OK(t, svc("get_pendency"), M{}).Len("PendencyList"))

	for _, c := range []struct {
		command string
		body    M
		code    int
	}{
		{"get_pendency", M{"Handle_Account": "bob"}, 10007},
		{"get_pendency", M{"StartTime": -1}, 10004},
		{"get_pendency", M{"Limit": -1}, 10004},
		{"get_pendency", M{"Limit": "all"}, 10004},
		{"report_pendency", M{}, 10004},
		{"report_pendency", M{"ReportTime": -1}, 10004},
		{"report_pendency", M{"ReportTime": 1, "From_Account": "bob"}, 10012},
	} {
		alice.Refused(t, c.code, svc(c.command), c.body)
	}
}

func TestInvitationAwaitsConsent(t *testing.T) {
	t.Parallel()
	s := servertest.Start(t, func(c *server.Config) {
		c.InviteConsent, c.Admins = true, []string{appAdmin}
	})
	alice, bob, carol := s.SignIn(t, "alice"), s.SignIn(t, "bob"), s.SignIn(t, "carol")
	id := create(t, alice, "Private", nil)
	receiveAll(t, s, alice)
	response := alice.OK(t, svc("add_group_member"), M{"GroupId": id, "MemberList": members("bob", "carol")})
	assert.Equal(t, []any{M{"Member_Account": "bob", "Result": 3.0}, M{"Member_Account": "carol", "Result": 3.0}}, response.At("MemberList"))
	got := receiveAll(t, s, bob)
	require.Equal(t, "n12", summarize(got))
	require.Equal(t, "n12", summarize(fetchRequests(t, bob)))
	require.Equal(t, 1.0, bob.OK(t, svc("get_pendency"), M{}).At("PendencyList", 0, "PendencyType"))

	invited := M{"Inviter_Account": "alice"}
	s.Client13("dave").Refused(t, 10004, svc("handle_invite_join_group"), decide(got[0], "Agree", invited)) // the invitation is addressed to bob
	bob.Refused(t, 10004, svc("handle_invite_join_group"), decide(got[0], "Agree", M{"Inviter_Account": "carol"}))
	bob.Refused(t, 10004, svc("handle_invite_join_group"), decide(got[0], "Yes", invited))
	bob.Refused(t, 10007, svc("send_group_msg"), M{"GroupId": id, "MsgBody": servertest.TextBody("hi")})
	bob.OK(t, svc("handle_invite_join_group"), decide(got[0], "Agree", invited))
	bob.Refused(t, 10024, svc("handle_invite_join_group"), decide(got[0], "Reject", invited))
	tip := receiveAll(t, s, bob)
	require.Equal(t, "t1", summarize(tip))
	assert.Equal(t, "alice", tip[0].at("MsgBody", "Operator_Account"))
	assert.Equal(t, []any{"bob"}, tip[0].at("MsgBody", "List_Account"))

	hers := receiveAll(t, s, carol)
	carol.OK(t, svc("handle_invite_join_group"), decide(hers[0], "Reject", invited))
	assert.Empty(t, fetchRequests(t, carol))
	assert.Equal(t, "t1", summarize(receiveAll(t, s, alice)))

	// A later invitation is independent. Adding the user by other means removes the
	// invitations, and so does dissolving the group.
	alice.OK(t, svc("add_group_member"), M{"GroupId": id, "MemberList": members("carol", "dave")})
	later := receiveAll(t, s, carol)
	require.Equal(t, "n12", summarize(later))
	assert.NotEqual(t, hers[0].at("MsgBody", "MsgKey"), later[0].at("MsgBody", "MsgKey"))
	carol.Refused(t, 10024, svc("handle_invite_join_group"), decide(hers[0], "Agree", invited))
	root := s.Client13(appAdmin)
	root.OK(t, svc("add_group_member"), M{"GroupId": id, "MemberList": members("carol")})
	assert.Empty(t, fetchRequests(t, carol))
	carol.Refused(t, 10024, svc("handle_invite_join_group"), decide(later[0], "Agree", invited))
	dave := s.Client13("dave")
	require.Len(t, fetchRequests(t, dave), 1)
	root.OK(t, svc("destroy_group"), M{"GroupId": id})
	assert.Empty(t, fetchRequests(t, dave))
	assert.Zero(t, dave.OK(t, svc("get_pendency"), M{}).Len("PendencyList"))
}

func TestInvitationToFullGroupIsPending(t *testing.T) {
	t.Parallel()
	s := servertest.Start(t, func(c *server.Config) { c.InviteConsent = true })
	alice, bob := s.Client13("alice"), s.Client13("bob")
	id := create(t, alice, "Private", nil, M{"MaxMemberCount": 2})
	alice.OK(t, svc("add_group_member"), M{"GroupId": id, "MemberList": members("bob", "carol")})
	invited := M{"Inviter_Account": "alice"}
	bob.OK(t, svc("handle_invite_join_group"), decide(fetchRequests(t, bob)[0], "Agree", invited))
	carol := s.Client13("carol")
	carol.Refused(t, 10014, svc("handle_invite_join_group"), decide(fetchRequests(t, carol)[0], "Agree", invited))
	assert.Len(t, fetchRequests(t, carol), 1, "the invitation must stay pending")
}
