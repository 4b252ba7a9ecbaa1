package relation_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/servertest"
)

func TestDeleteRemovesFriend(t *testing.T) {
	t.Parallel()
	s := servertest.Start(t)
	alice, bob, carol := s.SignIn(t, "alice"), s.Client13("bob"), s.SignIn(t, "carol")
	require.Len(t, resultCodes(t, alice.OK(t, "sns/friend_add", addBody("bob", "carol", "dave"))), 3)

	a := alice.OK(t, "sns/friend_delete", M{"To_Account": []string{"bob", "erin", "nobody", "bob"}, "DeleteType": "Delete_Type_Single"})
	assert.Equal(t, map[string]int{"bob": 0, "erin": 31704, "nobody": 30003}, resultCodes(t, a))
	assert.Equal(t, []any{"erin"}, a.At("Fail_Account"))
	assert.Equal(t, []any{"nobody"}, a.At("Invalid_Account"))
	assert.Equal(t, []string{"carol", "dave"}, fetchFriends(t, alice))
	assert.Equal(t, []string{"alice"}, fetchFriends(t, bob), "bob must keep alice")

	assert.Zero(t, resultCode(t, alice, "friend_delete", M{"To_Account": "carol", "DeleteType": "Delete_Type_Both"}))
	assert.Equal(t, []string{"dave"}, fetchFriends(t, alice))
	assert.Empty(t, fetchFriends(t, carol), "carol must not keep alice")
	assert.Equal(t, 31704, resultCode(t, alice, "friend_delete", M{"To_Account": "bob", "DeleteType": "Delete_Type_Both"}))
	assert.Equal(t, []string{"alice"}, fetchFriends(t, bob), "only friends may be removed on both sides")
	assert.Zero(t, resultCode(t, bob, "friend_delete", M{"To_Account": "alice", "DeleteType": "Delete_Type_Both"}), "a one-sided friend must be removable")
	checkCounters(t, s)
}
