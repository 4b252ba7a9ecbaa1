package relation_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/servertest"
)

// fetchPendencies requests a page of pending requests.
func fetchPendencies(t *testing.T, c *servertest.Client, kind string, start any, limit int, last any) servertest.Response {
	t.Helper()
	return c.OK(t, "sns/pendency_get", M{
		"From_Account": c.Name, "PendencyType": "Pendency_Type_" + kind,
		"StartTime": start, "MaxLimited": limit, "LastSequence": last,
	})
}

// sendRequests sends requests to alice, at the given seconds.
func sendRequests(t *testing.T, s *servertest.Server, seconds ...int) (alice *servertest.Client) {
	t.Helper()
	alice = s.SignIn(t, "alice")
	setAllowType(t, alice, "NeedConfirm")
	alice.Poll(t)
	for i, n := range seconds {
		s.Clock.Advance(time.Duration(n) * time.Second)
		require.Equal(t, 30539, resultCode(t, s.Client13(fmt.Sprintf("u%d", i)), "friend_add", addBody("alice")))
	}
	return alice
}

func TestPendenciesListRequests(t *testing.T) {
	t.Parallel()
	s := servertest.Start(t)
	alice, bob := sendRequests(t, s), s.Client13("bob")
	a := fetchPendencies(t, alice, "ComeIn", 0, 10, 0)
	assert.Equal(t, []any{}, a.At("PendencyItem"), "a new user must have no requests")
	require.Equal(t, 30539, resultCode(t, bob, "friend_add", M{"AddFriendItem": []M{{
		"To_Account": "alice", "AddSource": "AddSource_Type_Web", "AddWording": "hi <b>", "Remark": "secret", "GroupName": "secret"}}}))

	a = fetchPendencies(t, alice, "ComeIn", 0, 10, 0)
	assert.Equal(t, []any{M{"To_Account": "bob", "AddTime": float64(servertest.Epoch), "AddSource": "AddSource_Type_Web",
		"AddWording": "hi <b>", "Nick": "陈默"}}, a.At("PendencyItem"))
	assert.EqualValues(t, 1, a.At("UnreadPendencyCount"))
	assert.EqualValues(t, 1, a.At("CurrentSequence"))
	assert.EqualValues(t, 0, a.At("StartTime"))
	assert.NotContains(t, a.Raw, "secret", "bob's remark must not be visible to alice")

	a = fetchPendencies(t, bob, "SendOut", 0, 10, 0)
	assert.Equal(t, "alice", a.At("PendencyItem", 0, "To_Account"))
	assert.Equal(t, "林小夏", a.At("PendencyItem", 0, "Nick"))
	assert.EqualValues(t, 0, a.At("UnreadPendencyCount"), "sent requests must not count as unread")
	assert.Zero(t, fetchPendencies(t, alice, "SendOut", 0, 10, 0).Len("PendencyItem"))

	a = fetchPendencies(t, alice, "ComeIn", 0, 10, 1)
	assert.Zero(t, a.Len("PendencyItem"), "a known version must return nothing")
	assert.EqualValues(t, 1, a.At("UnreadPendencyCount"))
}

func TestPendenciesArePagedByTime(t *testing.T) {
	t.Parallel()
	s := servertest.Start(t)
	alice := sendRequests(t, s, 0, 5, 0, 0, 5, 5)
	var pages []string
	start := any(0)
	for {
		a := fetchPendencies(t, alice, "ComeIn", start, 2, 0)
		page := ""
		for i := range a.Len("PendencyItem") {
			page += a.At("PendencyItem", i, "To_Account").(string)
		}
		pages = append(pages, page)
		if start = a.At("StartTime"); start == 0.0 {
			break
		}
	}
	assert.Equal(t, []string{"u0u1u2u3", "u4u5"}, pages, "the oldest must be first, and a second must not be split")
	assert.Equal(t, 6, fetchPendencies(t, alice, "ComeIn", 0, 100, 0).Len("PendencyItem"))
	later := fetchPendencies(t, alice, "ComeIn", servertest.Epoch+10, 100, 6)
	assert.Equal(t, 2, later.Len("PendencyItem"), "a known version must not apply with a StartTime")
}

func TestReportReducesUnreadPendencies(t *testing.T) {
	t.Parallel()
	s := servertest.Start(t)
	alice := sendRequests(t, s, 0, 5, 5)
	elsewhere := s.SignIn(t, "alice")
	pollNotices(t, alice) // discard the requests; the other client starts later
	report := func(upTo int) float64 {
		alice.OK(t, "sns/PendencyReport", M{"From_Account": "alice", "LatestPendencyTimeStamp": upTo})
		a := fetchPendencies(t, alice, "ComeIn", 0, 10, 0)
		require.Equal(t, 3, a.Len("PendencyItem"), "read requests must stay listed")
		require.EqualValues(t, 3, a.At("CurrentSequence"), "the version must change")
		return a.At("UnreadPendencyCount").(float64)
	}
	assert.EqualValues(t, 3, report(servertest.Epoch-1))
	assert.EqualValues(t, 2, report(servertest.Epoch))
	assert.Equal(t, []M{{"PushType": 7.0}}, pollNotices(t, elsewhere), "the other client must update its count")
	alice.Quiet(t)
	assert.EqualValues(t, 2, report(0), "an earlier report must not change the count")
	elsewhere.Quiet(t)
	s.Restart(t)
	assert.EqualValues(t, 0, report(1<<50))

	require.Equal(t, 30539, resultCode(t, s.Client13("u1"), "friend_add", addBody("alice")))
	assert.EqualValues(t, 1, fetchPendencies(t, alice, "ComeIn", 0, 10, 0).At("UnreadPendencyCount"), "a repeated request must be unread")
}

func TestDeleteAffectsOneSideOnly(t *testing.T) {
	t.Parallel()
	s := servertest.Start(t)
	alice := sendRequests(t, s, 0, 1, 1)
	u0 := s.Client13("u0")
	remove := func(c *servertest.Client, kind string, accounts ...string) map[string]int {
		return resultCodes(t, c.OK(t, "sns/pendency_delete", M{"PendencyType": "Pendency_Type_" + kind, "To_Account": accounts}))
	}
	assert.Equal(t, map[string]int{"alice": 0}, remove(u0, "SendOut", "alice"))
	assert.Equal(t, map[string]int{"alice": 31804}, remove(u0, "SendOut", "alice"))
	assert.Empty(t, fetchPending(t, u0, "SendOut"))
	assert.Equal(t, []string{"u0", "u1", "u2"}, fetchPending(t, alice, "ComeIn"), "alice must still be able to respond")
	assert.Equal(t, map[string]int{"u1": 0, "nobody": 30003, "bob": 31804, "u2": 0}, remove(alice, "ComeIn", "u1", "nobody", "bob", "u1", "u2"))
	assert.Equal(t, map[string]int{"u0": 31804}, remove(alice, "SendOut", "u0"), "the other list must not change")
	assert.Equal(t, []string{"u0"}, fetchPending(t, alice, "ComeIn"))
	assert.EqualValues(t, 5, fetchPendencies(t, alice, "ComeIn", 0, 1, 0).At("CurrentSequence"), "each change must increment the version")
	assert.Equal(t, []string{"alice"}, fetchPending(t, s.Client13("u1"), "SendOut"), "u1's list must not change")

	require.Zero(t, resultCode(t, alice, "friend_response", respondBody("u0", "Agree")))
	assert.Equal(t, []string{"alice"}, fetchFriends(t, u0))
	checkCounters(t, s)
}
