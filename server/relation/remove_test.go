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
	require.Len(t, codes(t, alice.OK(t, "sns/friend_add", adding("bob", "carol", "dave"))), 3)

	a := alice.OK(t, "sns/friend_delete", M{"To_Account": []string{"bob", "erin", "nobody", "bob"}, "DeleteType": "Delete_Type_Single"})
	assert.Equal(t, map[string]int{"bob": 0, "erin": 31704, "nobody": 30003}, codes(t, a))
	assert.Equal(t, []any{"erin"}, a.At("Fail_Account"))
	assert.Equal(t, []any{"nobody"}, a.At("Invalid_Account"))
	assert.Equal(t, []string{"carol", "dave"}, friends(t, alice))
	assert.Equal(t, []string{"alice"}, friends(t, bob), "bob must keep alice")

	assert.Zero(t, one(t, alice, "friend_delete", M{"To_Account": "carol", "DeleteType": "Delete_Type_Both"}))
	assert.Equal(t, []string{"dave"}, friends(t, alice))
	assert.Empty(t, friends(t, carol), "carol must not keep alice")
	assert.Equal(t, 31704, one(t, alice, "friend_delete", M{"To_Account": "bob", "DeleteType": "Delete_Type_Both"}))
	assert.Equal(t, []string{"alice"}, friends(t, bob), "only friends may be removed on both sides")
	assert.Zero(t, one(t, bob, "friend_delete", M{"To_Account": "alice", "DeleteType": "Delete_Type_Both"}), "a one-sided friend must be removable")
	checkBooks(t, s)
}
