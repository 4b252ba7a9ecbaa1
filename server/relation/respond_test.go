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
	allow(t, bob, "NeedConfirm")
	bob.Poll(t) // discard the notice of the own change
	require.Equal(t, 30539, one(t, alice, "friend_add", M{"AddFriendItem": []M{{
		"To_Account": "bob", "AddSource": "AddSource_Type_Web", "AddWording": "hello", "Remark": "Bobby", "GroupName": "work"}}}))
	return s, alice, bob
}

// checkSettled checks that the request is removed from both lists.
func checkSettled(t *testing.T, s *servertest.Server, alice, bob *servertest.Client) {
	t.Helper()
	assert.Empty(t, pending(t, alice, "SendOut"))
	assert.Empty(t, pending(t, bob, "ComeIn"))
	checkBooks(t, s)
}

func TestAgreeBefriendsOneSide(t *testing.T) {
	t.Parallel()
	s, alice, bob := startWithRequest(t)
	assert.Zero(t, one(t, bob, "friend_response", responding("alice", "Agree")))
	assert.Equal(t, []string{"bob"}, friends(t, alice), "bob must be in the sender's list")
	assert.Empty(t, friends(t, bob), "alice must not be in the receiver's list")
	assert.Equal(t, "Bobby", field(t, alice, "bob", "Tag_SNS_IM_Remark"), "the sender's remark must be kept")
	assert.Equal(t, []any{"work"}, field(t, alice, "bob", "Tag_SNS_IM_Group"))
	assert.Equal(t, "hello", field(t, alice, "bob", "Tag_SNS_IM_AddWording"))
	checkSettled(t, s, alice, bob)
	assert.Equal(t, 30617, one(t, bob, "friend_response", responding("alice", "Agree")), "repeated response")
	assert.Equal(t, 30614, one(t, bob, "friend_response", responding("alice", "Reject")))
}

func TestAgreeAndAddBefriendsBoth(t *testing.T) {
	t.Parallel()
	s, alice, bob := startWithRequest(t)
	assert.Zero(t, one(t, bob, "friend_response", M{"From_Account": "bob", "ResponseFriendItem": []M{{
		"To_Account": "alice", "ResponseAction": "Response_Action_AgreeAndAdd", "Remark": "Ali"}}}))
	assert.Equal(t, []string{"bob"}, friends(t, alice))
	assert.Equal(t, []string{"alice"}, friends(t, bob))
	assert.Equal(t, "Ali", field(t, bob, "alice", "Tag_SNS_IM_Remark"))
	assert.Nil(t, field(t, bob, "alice", "Tag_SNS_IM_Group"), "the sender's groups must not be used for the receiver")
	checkSettled(t, s, alice, bob)
}

func TestRejectedRequestMayBeRepeated(t *testing.T) {
	t.Parallel()
	s, alice, bob := startWithRequest(t)
	assert.Zero(t, one(t, bob, "friend_response", responding("alice", "Reject")))
	assert.Empty(t, friends(t, alice))
	assert.Empty(t, friends(t, bob))
	checkSettled(t, s, alice, bob)
	assert.Equal(t, 30614, one(t, bob, "friend_response", responding("alice", "Agree")))
	assert.Equal(t, 30539, one(t, alice, "friend_add", adding("bob")), "alice must be able to repeat the request")
}

func TestMutualRequestsAreBothClosed(t *testing.T) {
	t.Parallel()
	s, alice, bob := startWithRequest(t)
	allow(t, alice, "NeedConfirm")
	require.Equal(t, 30539, one(t, bob, "friend_add", adding("alice")))
	assert.Zero(t, one(t, alice, "friend_response", responding("bob", "AgreeAndAdd")))
	assert.Equal(t, []string{"bob"}, friends(t, alice))
	assert.Equal(t, []string{"alice"}, friends(t, bob))
	checkSettled(t, s, alice, bob)
	checkSettled(t, s, bob, alice)
}

func TestInvalidResponsesAreRefused(t *testing.T) {
	t.Parallel()
	s, alice, bob := startWithRequest(t)
	before := digest(t, s)
	long := responding("alice", "AgreeAndAdd")
	long["ResponseFriendItem"].([]M)[0]["Remark"] = strings.Repeat("x", 97)
	for name, c := range map[string]struct {
		code int
		body M
	}{
		"no action":               {30601, M{"ResponseFriendItem": []M{{"To_Account": "alice"}}}},
		"unknown action":          {30601, responding("alice", "Maybe")},
		"remark too long":         {30602, long},
		"account without request": {30614, responding("carol", "Agree")},
		"oneself":                 {30614, responding("bob", "Agree")},
		"nobody":                  {30003, responding("nobody", "Agree")},
	} {
		assert.Equal(t, c.code, one(t, bob, "friend_response", c.body), name)
	}
	assert.Equal(t, 30614, one(t, alice, "friend_response", responding("bob", "Agree")), "the sender must not be able to accept")
	assert.Equal(t, 30614, one(t, s.Client13("carol"), "friend_response", responding("alice", "Agree")), "others must not be able to accept")
	assert.Equal(t, before, digest(t, s))

	got := codes(t, bob.OK(t, "sns/friend_response", M{"ResponseFriendItem": []M{
		{"To_Account": "nobody", "ResponseAction": "Response_Action_Agree"},
		{"To_Account": "alice", "ResponseAction": "Response_Action_Agree"},
		{"To_Account": "carol", "ResponseAction": "Response_Action_Agree"},
		{"To_Account": "alice", "ResponseAction": "Response_Action_Reject"},
	}}))
	assert.Equal(t, map[string]int{"nobody": 30003, "alice": 0, "carol": 30614}, got)
	assert.Equal(t, []string{"bob"}, friends(t, alice))
	checkBooks(t, s)
}

func TestResponseToFullListsIsRefused(t *testing.T) {
	t.Parallel()
	s, alice, bob := startWithRequest(t)
	fill(t, s, "bob", "friends", relation.MaxFriends)
	assert.Equal(t, 30615, one(t, bob, "friend_response", responding("alice", "AgreeAndAdd")))
	assert.Equal(t, []string{"alice"}, pending(t, bob, "ComeIn"), "still pending")

	fill(t, s, "alice", "groups", relation.MaxGroups)
	assert.Equal(t, 30616, one(t, bob, "friend_response", responding("alice", "Agree")), "the response must fail, since alice's groups are full")
	require.Zero(t, one(t, alice, "friend_delete", M{"To_Account": "filler0003", "DeleteType": "Delete_Type_Single"}))
	fill(t, s, "alice", "friends", relation.MaxFriends)
	assert.Equal(t, 30630, one(t, bob, "friend_response", responding("alice", "Agree")))
	require.Zero(t, one(t, alice, "friend_delete", M{"To_Account": "filler2999", "DeleteType": "Delete_Type_Single"}))
	assert.Zero(t, one(t, bob, "friend_response", responding("alice", "Agree")))
	assert.Len(t, friends(t, alice), relation.MaxFriends)
	checkBooks(t, s)
}

func TestBlockRemovesRequest(t *testing.T) {
	t.Parallel()
	s, alice, bob := startWithRequest(t)
	require.Zero(t, one(t, bob, "black_list_add", M{"To_Account": "alice"}))
	assert.Empty(t, pending(t, bob, "ComeIn"))
	assert.Equal(t, []string{"bob"}, pending(t, alice, "SendOut"), "blocking must not notify the sender")
	assert.Equal(t, 30614, one(t, bob, "friend_response", responding("alice", "Agree")))
	checkBooks(t, s)
}

func TestSenderMayBlockReceiver(t *testing.T) {
	t.Parallel()
	s, alice, bob := startWithRequest(t)
	require.Zero(t, one(t, alice, "black_list_add", M{"To_Account": "bob"}))
	assert.Empty(t, pending(t, alice, "SendOut"))
	assert.Equal(t, 30614, one(t, bob, "friend_response", responding("alice", "AgreeAndAdd")))
	assert.Empty(t, friends(t, alice))
	assert.Zero(t, one(t, bob, "friend_response", responding("alice", "Reject")), "rejecting must be possible")
	checkSettled(t, s, alice, bob)
}
