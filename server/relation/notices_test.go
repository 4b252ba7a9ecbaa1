package relation_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/servertest"
)

// openedClients holds clients of three users. old is a 1.3 client of bob.
type openedClients struct {
	alice, elsewhere, bob, carol, old *servertest.Client
}

func openClients(t *testing.T) openedClients {
	s := servertest.Start(t)
	return openedClients{s.SignIn(t, "alice"), s.SignIn(t, "alice"), s.SignIn(t, "bob"), s.SignIn(t, "carol"), s.Client13("bob")}
}

func TestFriendChangesNotifyBoth(t *testing.T) {
	t.Parallel()
	p := openClients(t)
	p.alice.OK(t, "sns/friend_add", addBody("bob", "carol", "nobody"))
	want := []M{{"PushType": 1.0, "FriendAdd_Account": []any{"bob", "carol"}}}
	assert.Equal(t, want, pollNotices(t, p.alice), "a batch must send one notice")
	assert.Equal(t, want, pollNotices(t, p.elsewhere), "all clients of the user must be notified")
	assert.Equal(t, []M{{"PushType": 1.0, "FriendAdd_Account": []any{"alice"}}}, pollNotices(t, p.bob))
	assert.Equal(t, []M{{"PushType": 1.0, "FriendAdd_Account": []any{"alice"}}}, pollNotices(t, p.carol))
	p.old.Quiet(t) // 1.3 has no such events

	p.alice.OK(t, "sns/friend_delete", M{"To_Account": []string{"bob"}, "DeleteType": "Delete_Type_Single"})
	assert.Equal(t, []M{{"PushType": 2.0, "FriendDel_Account": []any{"bob"}}}, pollNotices(t, p.alice))
	p.bob.Quiet(t) // bob's list is unchanged
	p.alice.OK(t, "sns/friend_delete", M{"To_Account": []string{"carol", "bob"}, "DeleteType": "Delete_Type_Both"})
	assert.Equal(t, []M{{"PushType": 2.0, "FriendDel_Account": []any{"carol"}}}, pollNotices(t, p.alice))
	assert.Equal(t, []M{{"PushType": 2.0, "FriendDel_Account": []any{"alice"}}}, pollNotices(t, p.carol))
	p.bob.Quiet(t)

	p.alice.OK(t, "sns/friend_add", addBody("nobody"))
	p.alice.Quiet(t)
}

func TestRequestNotifiesReceiver(t *testing.T) {
	t.Parallel()
	p := openClients(t)
	setAllowType(t, p.bob, "NeedConfirm")
	p.bob.Poll(t)
	ask := M{"AddFriendItem": []M{{"To_Account": "bob", "AddSource": "AddSource_Type_Web", "AddWording": "hello"}}}
	p.alice.OK(t, "sns/friend_add", ask)
	assert.Equal(t, []M{{"PushType": 3.0, "PendencyAdd": []any{M{
		"PendencyAdd_Account": "alice", "ProfileImNic": "林小夏", "AddSource": "AddSource_Type_Web", "AddWording": "hello"}}}}, pollNotices(t, p.bob))
	p.alice.Quiet(t)
	p.old.Quiet(t)

	p.bob.OK(t, "sns/friend_response", respondBody("alice", "Reject"))
	assert.Equal(t, []M{{"PushType": 4.0, "FrienPencydDel_Account": []any{"alice"}}}, pollNotices(t, p.bob))
	assert.Equal(t, []M{{"PushType": 4.0, "FrienPencydDel_Account": []any{"bob"}}}, pollNotices(t, p.alice))
	p.elsewhere.Poll(t)

	p.alice.OK(t, "sns/friend_add", ask)
	pollNotices(t, p.bob)
	p.bob.OK(t, "sns/friend_response", respondBody("alice", "Agree"))
	assert.Equal(t, []M{{"PushType": 4.0, "FrienPencydDel_Account": []any{"alice"}}}, pollNotices(t, p.bob), "bob's friend list must not change")
	assert.Equal(t, []M{
		{"PushType": 1.0, "FriendAdd_Account": []any{"bob"}},
		{"PushType": 4.0, "FrienPencydDel_Account": []any{"bob"}},
	}, pollNotices(t, p.elsewhere))

	p.carol.OK(t, "sns/friend_add", addBody("bob"))
	pollNotices(t, p.bob)
	p.bob.OK(t, "sns/pendency_delete", M{"PendencyType": "Pendency_Type_ComeIn", "To_Account": "carol"})
	assert.Equal(t, []M{{"PushType": 4.0, "FrienPencydDel_Account": []any{"carol"}}}, pollNotices(t, p.bob))
	p.carol.Quiet(t)
}

func TestBlackListNotifiesOwnClients(t *testing.T) {
	t.Parallel()
	p := openClients(t)
	require.Zero(t, resultCode(t, p.bob, "friend_add", addBody("alice")))
	pollNotices(t, p.alice)
	pollNotices(t, p.bob)
	pollNotices(t, p.elsewhere)
	p.alice.OK(t, "sns/black_list_add", M{"To_Account": []string{"carol", "bob", "nobody"}})
	for _, client := range []*servertest.Client{p.alice, p.elsewhere} {
		assert.Equal(t, []M{
			{"PushType": 5.0, "BlackListAdd_Account": []any{"carol", "bob"}},
			{"PushType": 2.0, "FriendDel_Account": []any{"bob"}},
		}, pollNotices(t, client))
	}
	p.bob.Quiet(t) // blocked users are not notified
	p.carol.Quiet(t)
	p.alice.OK(t, "sns/black_list_delete", M{"To_Account": "bob"})
	assert.Equal(t, []M{{"PushType": 6.0, "BlackListDel_Account": []any{"bob"}}}, pollNotices(t, p.alice))
	p.bob.Quiet(t)
}

func TestRemarkNotifiesOwnClients(t *testing.T) {
	t.Parallel()
	p := openClients(t)
	require.Zero(t, resultCode(t, p.alice, "friend_add", addBody("bob")))
	require.Zero(t, resultCode(t, p.alice, "friend_delete", M{"To_Account": "bob", "DeleteType": "Delete_Type_Single"}))
	setAllowType(t, p.bob, "NeedConfirm")
	require.Equal(t, 30539, resultCode(t, p.alice, "friend_add", addBody("bob")))
	p.bob.Poll(t) // discard the events above
	require.Zero(t, resultCode(t, p.bob, "friend_response", M{"ResponseFriendItem": []M{{
		"To_Account": "alice", "ResponseAction": "Response_Action_Agree", "Remark": "Ali"}}}))
	assert.Equal(t, []M{
		{"PushType": 8.0},
		{"PushType": 4.0, "FrienPencydDel_Account": []any{"alice"}},
	}, pollNotices(t, p.bob))
	assert.Equal(t, "Ali", fetchField(t, p.bob, "alice", "Tag_SNS_IM_Remark"))
}

// A notice ends a waiting poll, and is repeated until it is acknowledged.
func TestNoticeWakesPoll(t *testing.T) {
	t.Parallel()
	p := openClients(t)
	waiting := p.bob.StartPoll(t)
	p.alice.OK(t, "sns/friend_add", addBody("bob"))
	got := waiting.Response(t)
	assert.EqualValues(t, 7, got.At("EventArray", 0, "Event"), got.Raw)
	p.bob.NoticeSeq = 0
	again := p.bob.Poll(t)
	assert.Equal(t, got.At("EventArray"), again.At("EventArray"))
}

// Concurrent changes between the same users leave consistent lists.
func TestConcurrentChangesAreConsistent(t *testing.T) {
	t.Parallel()
	s := servertest.Start(t)
	people := []string{"alice", "bob", "carol", "dave"}
	clients := map[string]*servertest.Client{}
	for _, name := range people {
		clients[name] = s.Client13(name)
	}
	setAllowType(t, clients["bob"], "NeedConfirm")
	bodies := func(other string) map[string]M {
		return map[string]M{
			"friend_add":        addBody(people...),
			"friend_response":   respondBody(other, "AgreeAndAdd"),
			"friend_delete":     {"To_Account": other, "DeleteType": "Delete_Type_Both"},
			"pendency_delete":   {"PendencyType": "Pendency_Type_ComeIn", "To_Account": people},
			"black_list_add":    {"To_Account": other},
			"black_list_delete": {"To_Account": people},
		}
	}
	var wg sync.WaitGroup
	for i, name := range people {
		wg.Go(func() {
			for round := range 5 {
				for command, body := range bodies(people[(i+round)%len(people)]) {
					assert.Equal(t, "OK", clients[name].Call(t, "sns/"+command, body).ActionStatus, command)
				}
			}
		})
	}
	wg.Wait()
	checkCounters(t, s)
}
