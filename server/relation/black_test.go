package relation_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/relation"
	"webim.js/server/servertest"
)

func TestBlackListRejectsMessages(t *testing.T) {
	t.Parallel()
	s := servertest.Start(t)
	alice, bob, old := s.SignIn(t, "alice"), s.SignIn(t, "bob"), s.Client13("bob")
	first := servertest.Text("alice", "first")
	bob.OK(t, "openim/sendmsg", first)
	alice.Poll(t)
	require.Zero(t, resultCode(t, alice, "black_list_add", M{"From_Account": "alice", "To_Account": []string{"bob"}}))
	require.Len(t, pollNotices(t, alice), 1)

	bob.Refused(t, 20007, "openim/sendmsg", servertest.Text("alice", "second"))
	old.Refused(t, 20007, "openim/sendmsg", servertest.Text("alice", "second"))
	bob.OK(t, "openim/sendmsg", first) // a retry of an accepted message
	alice.Quiet(t)
	alice.OK(t, "openim/sendmsg", servertest.Text("bob", "you hear me")) // only one direction is blocked
	s.Client13("carol").OK(t, "openim/sendmsg", servertest.Text("alice", "so do I"))

	s.Restart(t)
	bob.Refused(t, 20007, "openim/sendmsg", servertest.Text("alice", "third"))
	require.Zero(t, resultCode(t, alice, "black_list_delete", M{"To_Account": "bob"}))
	bob.OK(t, "openim/sendmsg", servertest.Text("alice", "fourth"))
	got := s.Client13("alice").OK(t, "openim/getmsg", M{"Cookie": "", "SyncFlag": 0})
	var texts []any
	for i := range got.Len("MsgList") {
		texts = append(texts, got.At("MsgList", i, "MsgBody", 0, "MsgContent", "Text"))
	}
	assert.Equal(t, []any{"first", "so do I", "fourth"}, texts, "rejected messages must not be stored")
}

func TestBlackListReturnsItemCodes(t *testing.T) {
	t.Parallel()
	s := servertest.Start(t)
	alice := s.Client13("alice")
	a := alice.OK(t, "sns/black_list_add", M{"To_Account": []string{"bob", "nobody", "alice", "bob", "carol"}})
	assert.Equal(t, map[string]int{"bob": 0, "nobody": 30003, "alice": 30001, "carol": 0}, resultCodes(t, a))
	assert.Equal(t, []any{"nobody"}, a.At("Invalid_Account"))
	assert.Equal(t, []any{"alice"}, a.At("Fail_Account"))
	assert.Equal(t, 31307, resultCode(t, alice, "black_list_add", M{"To_Account": "bob"}))
	assert.Equal(t, []string{"bob", "carol"}, fetchBlackList(t, alice))

	a = alice.OK(t, "sns/black_list_delete", M{"To_Account": []string{"carol", "dave", "nobody"}})
	assert.Equal(t, map[string]int{"carol": 0, "dave": 31503, "nobody": 30003}, resultCodes(t, a))
	assert.Equal(t, []string{"bob"}, fetchBlackList(t, alice))
	assert.Empty(t, fetchBlackList(t, s.Client13("bob")))

	fillList(t, s, "alice", "black", relation.MaxBlack-1)
	assert.Equal(t, 31306, resultCode(t, alice, "black_list_add", M{"To_Account": "erin"}))
	checkCounters(t, s)
}

func TestBlockRemovesFriend(t *testing.T) {
	t.Parallel()
	s := servertest.Start(t)
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	require.Zero(t, resultCode(t, alice, "friend_add", addBody("bob")))
	require.Zero(t, resultCode(t, alice, "black_list_add", M{"To_Account": "bob"}))
	assert.Empty(t, fetchFriends(t, alice))
	assert.Equal(t, []string{"alice"}, fetchFriends(t, bob), "the friend must be removed on one side only")
	checkCounters(t, s)
}

func TestBlackListIsPaged(t *testing.T) {
	t.Parallel()
	s := servertest.Start(t)
	alice := s.SignIn(t, "alice")
	ask := func(start, limit, last any) servertest.Response {
		return alice.OK(t, "sns/black_list_get", M{"StartIndex": start, "MaxLimited": limit, "LastSequence": last})
	}
	a := ask(0, 10, 0)
	assert.Equal(t, []any{[]any{}, 0.0, 0.0}, []any{a.At("BlackListItem"), a.At("StartIndex"), a.At("CurrentSequence")})
	for _, name := range []string{"erin", "bob", "dave", "carol", "frank"} {
		s.Clock.Advance(time.Second)
		require.Zero(t, resultCode(t, alice, "black_list_add", M{"To_Account": name}))
	}
	a = ask(0, 2, 0)
	stamp := float64(servertest.Epoch + 2)
	assert.Equal(t, M{"To_Account": "bob", "AddBlackTimeStamp": stamp, "Black_Account": "bob", "BlackTimeStamp": stamp}, a.At("BlackListItem", 0))
	var all []any
	start := any(0)
	for pages := 1; ; pages++ {
		a = ask(start, "2", 5)
		if pages == 1 {
			require.Zero(t, a.Len("BlackListItem"), "a known version must return nothing")
			require.EqualValues(t, 5, a.At("CurrentSequence"))
			a = ask(start, "2", 4)
		}
		for i := range a.Len("BlackListItem") {
			all = append(all, a.At("BlackListItem", i, "To_Account"))
		}
		if start = a.At("StartIndex"); start == 0.0 {
			assert.Equal(t, 3, pages)
			break
		}
	}
	assert.Equal(t, []any{"bob", "carol", "dave", "erin", "frank"}, all)
	assert.Zero(t, ask(5, 2, 0).Len("BlackListItem"), "an offset after the end must return nothing")
	assert.Equal(t, 5, alice.OK(t, "sns/black_list_get", M{}).Len("BlackListItem"), "all fields must have defaults")
	require.Zero(t, resultCode(t, alice, "black_list_delete", M{"To_Account": "bob"}))
	assert.EqualValues(t, 6, ask(0, 2, 5).At("CurrentSequence"))
}
