package relation_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/relation"
	"webim.js/server/servertest"
)

func TestAddWithAllowAnyBefriends(t *testing.T) {
	t.Parallel()
	s := servertest.Start(t)
	alice, bob := s.SignIn(t, "alice"), s.Client13("bob")
	a := alice.OK(t, "sns/friend_add", M{"From_Account": "alice", "AddFriendItem": []M{{
		"To_Account": "bob", "AddSource": "AddSource_Type_Web", "Remark": "Bobby", "AddWording": "it's me", "GroupName": "work"}}})
	assert.Equal(t, []any{M{"To_Account": "bob", "ResultCode": 0.0, "ResultInfo": ""}}, a.At("ResultItem"))
	assert.NotContains(t, a.Raw, "_Account\":[", "there must be no list of failures")

	assert.Equal(t, []string{"bob"}, fetchFriends(t, alice))
	assert.Equal(t, []string{"alice"}, fetchFriends(t, bob), "both lists must change at once")
	for tag, want := range map[string][2]any{ // in alice's list, in bob's list
		"Tag_SNS_IM_Remark":     {"Bobby", nil},
		"Tag_SNS_IM_Group":      {[]any{"work"}, nil},
		"Tag_SNS_IM_AddSource":  {"AddSource_Type_Web", "AddSource_Type_Web"},
		"Tag_SNS_IM_AddWording": {"it's me", "it's me"},
		"Tag_SNS_IM_AddTime":    {float64(servertest.Epoch), float64(servertest.Epoch)},
		"Tag_SNS_Custom_Color":  {nil, nil},
	} {
		assert.Equal(t, want[0], fetchField(t, alice, "bob", tag), tag)
		assert.Equal(t, want[1], fetchField(t, bob, "alice", tag), tag)
	}
	assert.Equal(t, 30520, resultCode(t, alice, "friend_add", addBody("bob")))
	assert.Equal(t, 30520, resultCode(t, bob, "friend_add", addBody("alice")))
	checkCounters(t, s)
}

func TestAddWithNeedConfirmIsPending(t *testing.T) {
	t.Parallel()
	s := servertest.Start(t)
	alice, bob := s.SignIn(t, "alice"), s.Client13("bob")
	setAllowType(t, bob, "NeedConfirm")
	a := alice.OK(t, "sns/friend_add", addBody("bob"))
	assert.Equal(t, map[string]int{"bob": 30539}, resultCodes(t, a))
	assert.Nil(t, a.At("Fail_Account"), "a pending request must not be a failure")
	assert.Empty(t, fetchFriends(t, alice))
	assert.Empty(t, fetchFriends(t, bob))
	assert.Equal(t, []string{"bob"}, fetchPending(t, alice, "SendOut"))
	assert.Equal(t, []string{"alice"}, fetchPending(t, bob, "ComeIn"))
	assert.Empty(t, fetchPending(t, alice, "ComeIn"))
	assert.Empty(t, fetchPending(t, bob, "SendOut"))

	require.Equal(t, 30539, resultCode(t, alice, "friend_add", addBody("bob")), "a repeated request must replace the first")
	assert.Equal(t, []string{"alice"}, fetchPending(t, bob, "ComeIn"))

	require.Zero(t, resultCode(t, bob, "friend_add", addBody("alice")), "bob must be added, since alice requires no confirmation")
	assert.Equal(t, []string{"alice"}, fetchFriends(t, bob))
	assert.Equal(t, []string{"bob"}, fetchFriends(t, alice))
	assert.Empty(t, fetchPending(t, bob, "ComeIn"), "no request may be pending")
	assert.Empty(t, fetchPending(t, alice, "SendOut"))
	checkCounters(t, s)
}

func TestInvalidAddIsRefused(t *testing.T) {
	t.Parallel()
	s := servertest.Start(t)
	alice, bob, carol, dave := s.SignIn(t, "alice"), s.SignIn(t, "bob"), s.SignIn(t, "carol"), s.SignIn(t, "dave")
	setAllowType(t, bob, "DenyAny")
	require.Zero(t, resultCode(t, carol, "black_list_add", M{"To_Account": "alice"}))
	require.Zero(t, resultCode(t, alice, "black_list_add", M{"To_Account": "dave"}))
	item := func(field, value string) M {
		it := M{"To_Account": "erin", "AddSource": source}
		it[field] = value
		return M{"AddFriendItem": []M{it}}
	}
	for name, c := range map[string]struct {
		code int
		body M
	}{
		"unknown user":               {30521, addBody("nobody")},
		"oneself":                    {30001, addBody("alice")},
		"user who denies all":        {30516, addBody("bob")},
		"user who blocks the caller": {30525, addBody("carol")},
		"user blocked by the caller": {30515, addBody("dave")},
		"no source":                  {30501, item("AddSource", "")},
		"invalid source":             {30501, item("AddSource", "Web")},
		"source too long":            {30501, item("AddSource", "AddSource_Type_Ninechars")},
		"empty source":               {30501, item("AddSource", "AddSource_Type_")},
		"remark too long":            {30502, item("Remark", strings.Repeat("字", 33))},
		"wording too long":           {30502, item("AddWording", strings.Repeat("x", 257))},
		"group too long":             {30502, item("GroupName", strings.Repeat("x", 31))},
	} {
		assert.Equal(t, c.code, resultCode(t, alice, "friend_add", c.body), name)
	}
	assert.Empty(t, fetchFriends(t, alice))
	a := alice.OK(t, "sns/friend_add", addBody("nobody"))
	assert.Equal(t, []any{"nobody"}, a.At("Invalid_Account"), "an unknown user must be listed as invalid")
	assert.Nil(t, a.At("Fail_Account"))
	a = alice.OK(t, "sns/friend_add", addBody("bob"))
	assert.Equal(t, []any{"bob"}, a.At("Fail_Account"), "a rejected request must not be stored")
	assert.Nil(t, a.At("Invalid_Account"))
	assert.Zero(t, resultCode(t, alice, "friend_add", M{"AddFriendItem": []M{{
		"To_Account": "erin", "AddSource": "AddSource_Type_Longname", "Remark": strings.Repeat("字", 32),
		"AddWording": strings.Repeat("x", 256), "GroupName": strings.Repeat("字", 10)}}}), "fields of maximum length")

	require.Zero(t, resultCode(t, alice, "black_list_delete", M{"To_Account": "dave"}))
	assert.Zero(t, resultCode(t, dave, "friend_add", addBody("alice")), "unblocking must allow requests")
	checkCounters(t, s)
}

func TestAddReportsEachItem(t *testing.T) {
	t.Parallel()
	s := servertest.Start(t)
	alice, bob, carol := s.Client13("alice"), s.SignIn(t, "bob"), s.SignIn(t, "carol")
	setAllowType(t, bob, "DenyAny")
	setAllowType(t, carol, "NeedConfirm")
	body := addBody("dave", "bob", "nobody", "carol", "dave", "alice", "erin")
	body["AddFriendItem"].([]M)[6]["AddSource"] = "none"
	a := alice.OK(t, "sns/friend_add", body)
	assert.Equal(t, map[string]int{
		"dave": 0, "bob": 30516, "nobody": 30521, "carol": 30539, "alice": 30001, "erin": 30501,
	}, resultCodes(t, a), "each account must have one entry")
	assert.Equal(t, []any{"bob", "alice", "erin"}, a.At("Fail_Account"))
	assert.Equal(t, []any{"nobody"}, a.At("Invalid_Account"))
	var order []any
	for i := range a.Len("ResultItem") {
		order = append(order, a.At("ResultItem", i, "To_Account"))
	}
	assert.Equal(t, []any{"dave", "bob", "nobody", "carol", "alice", "erin"}, order, "the entries must be in the order of the request")
	assert.Equal(t, []string{"dave"}, fetchFriends(t, alice), "valid items must succeed")
	assert.Equal(t, []string{"carol"}, fetchPending(t, alice, "SendOut"))
	checkCounters(t, s)
}

func TestAddToFullListsIsRefused(t *testing.T) {
	t.Parallel()
	s := servertest.Start(t)
	alice, bob, carol := s.SignIn(t, "alice"), s.SignIn(t, "bob"), s.SignIn(t, "carol")
	fillList(t, s, "alice", "friends", relation.MaxFriends-1)
	assert.Zero(t, resultCode(t, alice, "friend_add", addBody("bob")), "the last free entry must be usable")
	assert.Equal(t, 30519, resultCode(t, alice, "friend_add", addBody("carol")))
	assert.Equal(t, 30535, resultCode(t, carol, "friend_add", addBody("alice")))
	assert.Len(t, fetchFriends(t, alice), relation.MaxFriends)

	setAllowType(t, carol, "NeedConfirm")
	fillList(t, s, "carol", "in", relation.MaxPendencies)
	assert.Equal(t, 30517, resultCode(t, bob, "friend_add", addBody("carol")))
	require.Zero(t, resultCode(t, carol, "pendency_delete", M{"PendencyType": "Pendency_Type_ComeIn", "To_Account": "filler0000"}))
	assert.Equal(t, 30539, resultCode(t, bob, "friend_add", addBody("carol")))
	assert.Equal(t, 30539, resultCode(t, bob, "friend_add", addBody("carol")), "a repeated request must replace the first")

	dave := s.SignIn(t, "dave")
	fillList(t, s, "dave", "out", relation.MaxPendencies)
	require.Zero(t, resultCode(t, carol, "pendency_delete", M{"PendencyType": "Pendency_Type_ComeIn", "To_Account": "filler0001"}))
	assert.Equal(t, 30517, resultCode(t, dave, "friend_add", addBody("carol")))

	erin := s.SignIn(t, "erin")
	fillList(t, s, "erin", "groups", relation.MaxGroups)
	in := func(group string) M {
		return M{"AddFriendItem": []M{{"To_Account": "bob", "AddSource": source, "GroupName": group}}}
	}
	assert.Equal(t, 30518, resultCode(t, erin, "friend_add", in("one more")))
	assert.Zero(t, resultCode(t, erin, "friend_add", in("group7")), "an existing group must not count again")
	assert.Equal(t, []any{"group7"}, fetchField(t, erin, "bob", "Tag_SNS_IM_Group"))
	checkCounters(t, s)
}

func TestOneSidedAddChangesOneList(t *testing.T) {
	t.Parallel()
	s := servertest.Start(t)
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	require.Zero(t, resultCode(t, alice, "friend_add", addBody("bob")))
	require.Zero(t, resultCode(t, alice, "friend_delete", M{"To_Account": "bob", "DeleteType": "Delete_Type_Single"}))
	assert.Empty(t, fetchFriends(t, alice))
	assert.Equal(t, []string{"alice"}, fetchFriends(t, bob))
	assert.Equal(t, 30520, resultCode(t, bob, "friend_add", addBody("alice")), "bob's list must not change")

	setAllowType(t, bob, "NeedConfirm")
	require.Equal(t, 30539, resultCode(t, alice, "friend_add", M{"AddFriendItem": []M{{"To_Account": "bob", "AddSource": source, "Remark": "B"}}}))
	require.Zero(t, resultCode(t, bob, "friend_response", M{"ResponseFriendItem": []M{{
		"To_Account": "alice", "ResponseAction": "Response_Action_AgreeAndAdd", "Remark": "A"}}}))
	assert.Equal(t, "B", fetchField(t, alice, "bob", "Tag_SNS_IM_Remark"))
	assert.Equal(t, "A", fetchField(t, bob, "alice", "Tag_SNS_IM_Remark"), "the existing entry must keep the new remark")
	checkCounters(t, s)
}
