package recent_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/servertest"
	"webim.js/server/store"
)

type M = servertest.M

// sendText sends a text from one user to another, one per second.
func sendText(t *testing.T, s *servertest.Server, from *servertest.Client, to, text string) {
	t.Helper()
	from.OK(t, "openim/sendmsg", servertest.Text(to, text))
	s.Clock.Advance(time.Second)
}

// sayInGroup sends a text to a group, one per second.
func sayInGroup(t *testing.T, s *servertest.Server, from *servertest.Client, group, text string) {
	t.Helper()
	from.OK(t, "group_open_http_svc/send_group_msg", M{"GroupId": group, "Random": 7, "MsgBody": servertest.TextBody(text)})
	s.Clock.Advance(time.Second)
}

func fetchList(t *testing.T, c *servertest.Client, count int) servertest.Response {
	t.Helper()
	return c.OK(t, "recentcontact/get", M{"From_Account": c.Name, "Count": count})
}

// formatList formats a list with a line for each entry.
func formatList(a servertest.Response) (lines []string) {
	for i := range a.Len("SessionItem") {
		who := a.At("SessionItem", i, "To_Account")
		if a.At("SessionItem", i, "Type") == 2.0 {
			who = a.At("SessionItem", i, "ToAccount")
		}
		lines = append(lines, fmt.Sprintf("%v: %v", who, a.At("SessionItem", i, "MsgShow")))
	}
	return lines
}

func TestConversationsAreNewestFirst(t *testing.T) {
	t.Parallel()
	s := servertest.Start(t)
	alice, bob, carol := s.SignIn(t, "alice"), s.Client13("bob"), s.SignIn(t, "carol")
	assert.Equal(t, []any{}, fetchList(t, alice, 10).At("SessionItem"), "a new user must have no conversations")

	sendText(t, s, bob, "alice", "one")
	sendText(t, s, bob, "alice", "two")
	sendText(t, s, alice, "carol", "hello")
	last := servertest.Text("alice", "three")
	bob.OK(t, "openim/sendmsg", last)

	got := fetchList(t, alice, 10)
	assert.Equal(t, []any{
		M{"Type": 1.0, "To_Account": "bob", "UnreadMsgCount": 3.0, "MsgShow": "three",
			"MsgSeq": float64(last["MsgSeq"].(int)), "MsgRandom": float64(last["MsgRandom"].(int)), "MsgTimeStamp": float64(servertest.Epoch + 3)},
		got.At("SessionItem", 1),
	}, got.At("SessionItem"), "the newest must be first")
	assert.Equal(t, []string{"bob: three", "carol: hello"}, formatList(got))
	assert.EqualValues(t, 0, got.At("SessionItem", 1, "UnreadMsgCount"), "own messages must count as read")
	assert.Equal(t, []string{"bob: three"}, formatList(fetchList(t, alice, 1)))
	assert.Equal(t, []string{"alice: three"}, formatList(fetchList(t, bob, 10)), "both users must have the conversation")
	assert.Equal(t, []string{"alice: hello"}, formatList(fetchList(t, carol, 10)))

	alice.OK(t, "openim/msgreaded", M{"C2CMsgReaded": M{"C2CMsgReadedItem": []M{
		{"To_Account": "bob", "LastedMsgTime": servertest.Epoch + 1}}}})
	assert.EqualValues(t, 1, fetchList(t, alice, 1).At("SessionItem", 0, "UnreadMsgCount"))
	assert.EqualValues(t, servertest.Epoch+1, fetchList(t, bob, 1).At("SessionItem", 0, "PeerReadTime"), "PeerReadTime must be the time of alice's read report")

	s.Restart(t)
	assert.Equal(t, []string{"bob: three", "carol: hello"}, formatList(fetchList(t, alice, 10)))
	assert.Equal(t, []string{"bob: three", "carol: hello"}, formatList(alice.OK(t, "recentcontact/get", M{})), "Count must be optional")
}

func TestDeletedMessagesAreSkipped(t *testing.T) {
	t.Parallel()
	s := servertest.Start(t)
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	first, second := servertest.Text("alice", "first"), servertest.Text("alice", "second")
	remove := func(m M) {
		alice.OK(t, "openim/deletemsg", M{"DelMsgList": []M{
			{"From_Account": "bob", "MsgSeq": m["MsgSeq"], "MsgRandom": m["MsgRandom"]}}})
	}
	bob.OK(t, "openim/sendmsg", first)
	bob.OK(t, "openim/sendmsg", second)
	remove(second)
	got := fetchList(t, alice, 10)
	assert.Equal(t, []string{"bob: first"}, formatList(got))
	assert.EqualValues(t, 1, got.At("SessionItem", 0, "UnreadMsgCount"))
	remove(first)
	assert.Empty(t, formatList(fetchList(t, alice, 10)))
	assert.Equal(t, []string{"alice: second"}, formatList(fetchList(t, bob, 10)), "bob must keep the message")
}

func TestDeletedPeerHasPlaceholder(t *testing.T) {
	t.Parallel()
	s := servertest.Start(t)
	alice, zoe := s.SignIn(t, "alice"), s.SignIn(t, "zoe")
	sendText(t, s, zoe, "alice", "bye")
	require.NoError(t, s.Store.Update(t.Context(), func(tx store.Tx) error {
		tx.Delete("users", store.Key("zoe"))
		return nil
	}))
	assert.Equal(t, []string{"@TLS#NOT_FOUND: bye"}, formatList(fetchList(t, alice, 10)))
}

func TestGroupsAreListedForMembers(t *testing.T) {
	t.Parallel()
	s := servertest.Start(t)
	alice, bob := s.SignIn(t, "alice"), s.Client13("bob")
	alice.OK(t, "profile/portrait_set", M{"ProfileItem": []M{{"Tag": "Tag_Profile_IM_Nick", "Value": "Ali"}}})
	alice.OK(t, "group_open_http_svc/create_group", M{
		"Type": "Public", "GroupId": "team", "Name": "The team", "FaceUrl": "http://p/g",
		"MemberList": []M{{"Member_Account": "bob"}},
	})
	alice.OK(t, "group_open_http_svc/create_group", M{"Type": "Private", "GroupId": "silent", "Name": "s", "MemberList": []M{}})
	alice.OK(t, "group_open_http_svc/modify_group_member_info", M{"GroupId": "team", "Member_Account": "alice", "NameCard": "boss"})
	assert.Empty(t, formatList(fetchList(t, alice, 10)), "a group without messages must not be listed")

	sendText(t, s, bob, "alice", "before")
	sayInGroup(t, s, alice, "team", "hello all")
	sendText(t, s, alice, "bob", "after")
	got := fetchList(t, bob, 10)
	require.Equal(t, []string{"alice: after", "team: hello all"}, formatList(got))
	item := got.At("SessionItem", 1).(map[string]any)
	assert.NotZero(t, item["MsgSeq"])
	delete(item, "MsgSeq")
	assert.Equal(t, M{
		"Type": 2.0, "ToAccount": "team", "GroupNick": "The team", "GroupImage": "http://p/g",
		"MsgGroupFrom_Account": "alice", "MsgGroupFromCardName": "boss", "MsgGroupFromNickName": "Ali",
		"MsgGroupReadedSeq": 0.0, "UnreadMsgCount": 1.0, "MsgRandom": 7.0,
		"MsgTimeStamp": float64(servertest.Epoch + 1), "MsgShow": "hello all",
	}, item)
	assert.Equal(t, []string{"bob: after", "team: hello all"}, formatList(fetchList(t, alice, 10)))
	assert.Empty(t, formatList(fetchList(t, s.SignIn(t, "carol"), 10)), "a group must be listed for members only")

	seq := fetchList(t, bob, 10).At("SessionItem", 1, "MsgSeq")
	bob.OK(t, "group_open_http_svc/msg_read_report", M{"GroupId": "team", "MsgReadedSeq": seq})
	got = fetchList(t, bob, 10)
	assert.EqualValues(t, 0, got.At("SessionItem", 1, "UnreadMsgCount"))
	assert.Equal(t, seq, got.At("SessionItem", 1, "MsgGroupReadedSeq"))
}

func TestDeletedConversationReturns(t *testing.T) {
	t.Parallel()
	s := servertest.Start(t)
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	alice.OK(t, "group_open_http_svc/create_group", M{
		"Type": "Public", "GroupId": "team", "Name": "n", "MemberList": []M{{"Member_Account": "bob"}}})
	sendText(t, s, bob, "alice", "hi")
	sayInGroup(t, s, bob, "team", "all")

	alice.OK(t, "recentcontact/delete", M{"From_Account": "alice", "Type": 1, "To_Account": "bob"})
	assert.Equal(t, []string{"team: all"}, formatList(fetchList(t, alice, 10)))
	alice.OK(t, "recentcontact/delete", M{"Type": 2, "ToGroupid": "team"})
	s.Restart(t)
	assert.Empty(t, formatList(fetchList(t, alice, 10)))
	assert.Equal(t, []string{"team: all", "alice: hi"}, formatList(fetchList(t, bob, 10)), "bob must keep the conversation")
	alice.OK(t, "recentcontact/delete", M{"Type": 1, "To_Account": "bob"}) // a repeated deletion
	alice.OK(t, "recentcontact/delete", M{"Type": 1, "To_Account": "nobody"})
	alice.OK(t, "recentcontact/delete", M{"Type": 2, "ToGroupid": "nothing"})

	sendText(t, s, bob, "alice", "again")
	got := fetchList(t, alice, 10)
	assert.Equal(t, []string{"bob: again"}, formatList(got), "a new message must list the conversation again")
	assert.EqualValues(t, 2, got.At("SessionItem", 0, "UnreadMsgCount"), "the messages must be kept")
	sayInGroup(t, s, alice, "team", "news")
	assert.Equal(t, []string{"team: news", "bob: again"}, formatList(fetchList(t, alice, 10)))
}

func TestInvalidRequestsAreRefused(t *testing.T) {
	t.Parallel()
	s := servertest.Start(t)
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	sendText(t, s, bob, "alice", "hi")
	for name, c := range map[string]struct {
		code    int
		command string
		body    any
	}{
		"no count":                {30001, "get", M{"Count": 0}},
		"count negative":          {30001, "get", M{"Count": -5}},
		"count is a list":         {30001, "get", M{"Count": []int{1}}},
		"another user's":          {30004, "get", M{"From_Account": "bob", "Count": 1}},
		"no JSON":                 {60003, "get", "Count=1"},
		"no type":                 {30001, "delete", M{"To_Account": "bob"}},
		"unknown type":            {30001, "delete", M{"Type": 3, "To_Account": "bob"}},
		"type overflows":          {30001, "delete", M{"Type": 1<<32 + 1, "To_Account": "bob"}},
		"no account":              {60005, "delete", M{"Type": 1}},
		"field of groups":         {60005, "delete", M{"Type": 1, "ToGroupid": "bob"}},
		"field of users":          {60005, "delete", M{"Type": 2, "To_Account": "bob"}},
		"account is an object":    {30001, "delete", M{"Type": 1, "To_Account": M{}}},
		"caller not From_Account": {30004, "delete", M{"From_Account": "bob", "Type": 1, "To_Account": "alice"}},
		"From_Account is a list":  {30004, "delete", M{"From_Account": []string{"alice"}, "Type": 1, "To_Account": "bob"}},
	} {
		t.Run(name, func(t *testing.T) { alice.Refused(t, c.code, "recentcontact/"+c.command, c.body) })
	}
	s.Anonymous().Refused(t, 60005, "recentcontact/get", M{"Count": 1})
	assert.Equal(t, []string{"bob: hi"}, formatList(fetchList(t, alice, 10)))
	assert.Equal(t, []string{"alice: hi"}, formatList(fetchList(t, bob, 10)))
}

func FuzzBodies(f *testing.F) {
	for _, body := range []string{
		`{"Count":1}`, `{"Count":"7"}`, `{"Count":1e300}`, `{"Count":null}`,
		`{"Type":1,"To_Account":"bob"}`, `{"Type":2,"ToGroupid":"a\u0000\u0001"}`, `{"Type":1,"To_Account":{"a":[]}}`,
		`{"From_Account":"bob","Type":1,"To_Account":"alice"}`,
	} {
		f.Add(true, body)
		f.Add(false, body)
	}
	s := servertest.Start(f)
	alice, bob := s.Client13("alice"), s.Client13("bob")
	bob.OK(f, "openim/sendmsg", servertest.Text("alice", "hi"))
	f.Fuzz(func(t *testing.T, remove bool, body string) {
		command := "recentcontact/get"
		if remove {
			command = "recentcontact/delete"
		}
		a := alice.Call(t, command, body) // fails the test unless the status is 200
		assert.NotEqual(t, 30006, a.ErrorCode, "an invalid body must not cause an internal error: %s", a.Raw)
		assert.Equal(t, []string{"alice: hi"}, formatList(fetchList(t, bob, 10)), "the entries of others must not change")
		var hidden int
		require.NoError(t, s.Store.View(t.Context(), func(r store.Reader) error {
			for range r.Scan("recent_hidden", store.Range{}) {
				hidden++
			}
			return nil
		}))
		assert.LessOrEqual(t, hidden, 1, "only existing conversations may be hidden")
	})
}
