package relation_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/relation"
	"webim.js/server/servertest"
)

// startWithRequest starts a server on which alice has a pending request to bob.
func startWithRequest(t *testing.T) (s *servertest.Server, alice, bob *servertest.Client) {
	s = servertest.Start(t)
	alice, bob = s.SignIn(t, "alice"), s.SignIn(t, "bob")
	setAllowType(t, bob, "NeedConfirm")
	bob.Poll(t) // discard the notice of the own change
	require.Equal(t, 30539, resultCode(t, alice, "friend_add", M{"AddFriendItem": []M{{
		"To_Account": "bob", "AddSource": "AddSource_Type_Web", "AddWording": "hello", "Remark": "Bobby", "GroupName": "work"}}}))
	return s, alice, bob
}

// checkRequestRemoved checks that the request is removed from both lists.
func checkRequestRemoved(t *testing.T, s *servertest.Server, alice, bob *servertest.Client) {
	t.Helper()
	assert.Empty(t, fetchPending(t, alice, "SendOut"))
	assert.Empty(t, fetchPending(t, bob, "ComeIn"))
	checkCounters(t, s)
}

func TestAgreeBefriendsOneSide(t *testing.T) {
	t.Parallel()
	s, alice, bob := startWithRequest(t)
	assert.Zero(t, resultCode(t, bob, "friend_response", respondBody("alice", "Agree")))
	assert.Equal(t, []string{"bob"}, fetchFriends(t, alice), "bob must be in the sender's list")
	assert.Empty(t, fetchFriends(t, bob), "alice must not be in the receiver's list")
	assert.Equal(t, "Bobby", fetchField(t, alice, "bob", "Tag_SNS_IM_Remark"), "the sender's remark must be kept")
	assert.Equal(t, []any{"work"}, fetchField(t, alice, "bob", "Tag_SNS_IM_Group"))
	assert.Equal(t, "hello", fetchField(t, alice, "bob", "Tag_SNS_IM_AddWording"))
	checkRequestRemoved(t, s, alice, bob)
	assert.Equal(t, 30617, resultCode(t, bob, "friend_response", respondBody("alice", "Agree")), "a repeated response must be refused")
	assert.Equal(t, 30614, resultCode(t, bob, "friend_response", respondBody("alice", "Reject")))
}

func TestAgreeAndAddBefriendsBoth(t *testing.T) {
	t.Parallel()
	s, alice, bob := startWithRequest(t)
	assert.Zero(t, resultCode(t, bob, "friend_response", M{"From_Account": "bob", "ResponseFriendItem": []M{{
		"To_Account": "alice", "ResponseAction": "Response_Action_AgreeAndAdd", "Remark": "Ali"}}}))
	assert.Equal(t, []string{"bob"}, fetchFriends(t, alice))
	assert.Equal(t, []string{"alice"}, fetchFriends(t, bob))
	assert.Equal(t, "Ali", fetchField(t, bob, "alice", "Tag_SNS_IM_Remark"))
	assert.Nil(t, fetchField(t, bob, "alice", "Tag_SNS_IM_Group"), "the sender's groups must not be used for the receiver")
	checkRequestRemoved(t, s, alice, bob)
}

func TestRejectedRequestMayBeRepeated(t *testing.T) {
	t.Parallel()
	s, alice, bob := startWithRequest(t)
	assert.Zero(t, resultCode(t, bob, "friend_response", respondBody("alice", "Reject")))
	assert.Empty(t, fetchFriends(t, alice))
	assert.Empty(t, fetchFriends(t, bob))
	checkRequestRemoved(t, s, alice, bob)
	assert.Equal(t, 30614, resultCode(t, bob, "friend_response", respondBody("alice", "Agree")))
	assert.Equal(t, 30539, resultCode(t, alice, "friend_add", addBody("bob")), "alice must be able to repeat the request")
}

func TestMutualRequestsAreBothClosed(t *testing.T) {
	t.Parallel()
	s, alice, bob := startWithRequest(t)
	setAllowType(t, alice, "NeedConfirm")
	require.Equal(t, 30539, resultCode(t, bob, "friend_add", addBody("alice")))
	assert.Zero(t, resultCode(t, alice, "friend_response", respondBody("bob", "AgreeAndAdd")))
	assert.Equal(t, []string{"bob"}, fetchFriends(t, alice))
	assert.Equal(t, []string{"alice"}, fetchFriends(t, bob))
	checkRequestRemoved(t, s, alice, bob)
	checkRequestRemoved(t, s, bob, alice)
}

func TestInvalidResponsesAreRefused(t *testing.T) {
	t.Parallel()
	s, alice, bob := startWithRequest(t)
	before := digest(t, s)
	long := respondBody("alice", "AgreeAndAdd")
	long["ResponseFriendItem"].([]M)[0]["Remark"] = strings.Repeat("x", 97)
	for name, c := range map[string]struct {
		code int
		body M
	}{
		"no action":               {30601, M{"ResponseFriendItem": []M{{"To_Account": "alice"}}}},
		"unknown action":          {30601, respondBody("alice", "Maybe")},
		"remark too long":         {30602, long},
		"account without request": {30614, respondBody("carol", "Agree")},
		"oneself":                 {30614, respondBody("bob", "Agree")},
		"unknown user":            {30003, respondBody("nobody", "Agree")},
	} {
		assert.Equal(t, c.code, resultCode(t, bob, "friend_response", c.body), name)
	}
	assert.Equal(t, 30614, resultCode(t, alice, "friend_response", respondBody("bob", "Agree")), "the sender must not be able to accept")
	assert.Equal(t, 30614, resultCode(t, s.Client13("carol"), "friend_response", respondBody("alice", "Agree")), "others must not be able to accept")
	assert.Equal(t, before, digest(t, s))

	got := resultCodes(t, bob.OK(t, "sns/friend_response", M{"ResponseFriendItem": []M{
		{"To_Account": "nobody", "ResponseAction": "Response_Action_Agree"},
		{"To_Account": "alice", "ResponseAction": "Response_Action_Agree"},
		{"To_Account": "carol", "ResponseAction": "Response_Action_Agree"},
		{"To_Account": "alice", "ResponseAction": "Response_Action_Reject"},
	}}))
	assert.Equal(t, map[string]int{"nobody": 30003, "alice": 0, "carol": 30614}, got)
	assert.Equal(t, []string{"bob"}, fetchFriends(t, alice))
	checkCounters(t, s)
}

func TestResponseToFullListsIsRefused(t *testing.T) {
	t.Parallel()
	s, alice, bob := startWithRequest(t)
	fillList(t, s, "bob", "friends", relation.MaxFriends)
	assert.Equal(t, 30615, resultCode(t, bob, "friend_response", respondBody("alice", "AgreeAndAdd")))
	assert.Equal(t, []string{"alice"}, fetchPending(t, bob, "ComeIn"), "the request must stay pending")

	fillList(t, s, "alice", "groups", relation.MaxGroups)
	assert.Equal(t, 30616, resultCode(t, bob, "friend_response", respondBody("alice", "Agree")), "the response must fail, since alice's groups are full")
	require.Zero(t, resultCode(t, alice, "friend_delete", M{"To_Account": "filler0003", "DeleteType": "Delete_Type_Single"}))
	fillList(t, s, "alice", "friends", relation.MaxFriends)
	assert.Equal(t, 30630, resultCode(t, bob, "friend_response", respondBody("alice", "Agree")))
	require.Zero(t, resultCode(t, alice, "friend_delete", M{"To_Account": "filler2999", "DeleteType": "Delete_Type_Single"}))
	assert.Zero(t, resultCode(t, bob, "friend_response", respondBody("alice", "Agree")))
	assert.Len(t, fetchFriends(t, alice), relation.MaxFriends)
	checkCounters(t, s)
}

func TestBlockRemovesRequest(t *testing.T) {
	t.Parallel()
	s, alice, bob := startWithRequest(t)
	require.Zero(t, resultCode(t, bob, "black_list_add", M{"To_Account": "alice"}))
	assert.Empty(t, fetchPending(t, bob, "ComeIn"))
	assert.Equal(t, []string{"bob"}, fetchPending(t, alice, "SendOut"), "blocking must not notify the sender")
	assert.Equal(t, 30614, resultCode(t, bob, "friend_response", respondBody("alice", "Agree")))
	checkCounters(t, s)
}

func TestSenderMayBlockReceiver(t *testing.T) {
	t.Parallel()
	s, alice, bob := startWithRequest(t)
	require.Zero(t, resultCode(t, alice, "black_list_add", M{"To_Account": "bob"}))
	assert.Empty(t, fetchPending(t, alice, "SendOut"))
	assert.Equal(t, 30614, resultCode(t, bob, "friend_response", respondBody("alice", "AgreeAndAdd")))
	assert.Empty(t, fetchFriends(t, alice))
	assert.Zero(t, resultCode(t, bob, "friend_response", respondBody("alice", "Reject")), "rejecting must be possible")
	checkRequestRemoved(t, s, alice, bob)
}
