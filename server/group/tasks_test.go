package group_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server"
	"webim.js/server/servertest"
	"webim.js/server/store"
)

// failingStore is a store whose updates fail after a number of successes.
type failingStore struct {
	store.Store
	left atomic.Int64
}

func (f *failingStore) Update(ctx context.Context, fn func(store.Tx) error) error {
	if f.left.Add(-1) < 0 {
		return errors.New("database unreachable")
	}
	return f.Store.Update(ctx, fn)
}

func startFailing(t *testing.T) (*servertest.Server, *failingStore) {
	f := &failingStore{}
	f.left.Store(1 << 40)
	s := servertest.Start(t, func(c *server.Config) {
		f.Store = c.Store
		c.Store = f
		c.Admins = []string{"alice"}
	})
	return s, f
}

func TestUpkeepFinishesCreating(t *testing.T) {
	s, f := startFailing(t)
	alice := s.SignIn(t, "alice")
	var list []servertest.M
	require.NoError(t, s.Store.Update(t.Context(), func(tx store.Tx) error {
		list = nil
		for i := range 250 {
			name := fmt.Sprintf("user%d", i)
			s.IM.Accounts.Ensure(tx, name)
			list = append(list, servertest.M{"Member_Account": name, "Role": "Admin"})
		}
		return nil
	}))
	f.left.Store(2)
	alice.OK(t, svc("create_group"), servertest.M{"Type": "Public", "Name": "g", "GroupId": "g", "MemberList": list})
	assert.Equal(t, 201.0, alice.OK(t, svc("get_group_member_info"), servertest.M{"GroupId": "g"}).At("MemberNum"), "all acknowledged members must be added")
	f.left.Store(1 << 40)
	require.NoError(t, s.IM.Upkeep(t.Context()))
	got := alice.OK(t, svc("get_group_member_info"), servertest.M{"GroupId": "g", "MemberRoleFilter": []string{"Admin"}})
	assert.Equal(t, 251.0, got.At("MemberNum"))
	assert.Equal(t, 250, got.Len("MemberList"))
	assert.Equal(t, 1.0, s.SignIn(t, "user249").OK(t, svc("get_joined_group_list"), servertest.M{}).At("TotalCount"))
}

func TestUpkeepFinishesNotifying(t *testing.T) {
	s, f := startFailing(t)
	alice := createGroupToDissolve(t, s, "g")
	f.left.Store(2)
	alice.OK(t, svc("send_group_system_notification"), servertest.M{"GroupId": "g", "Content": "to all"})
	f.left.Store(1 << 40)
	require.NoError(t, s.IM.Upkeep(t.Context()))
	require.NoError(t, s.Store.View(t.Context(), func(r store.Reader) error {
		for _, name := range []string{"alice", "user0", "user149", "user99"} {
			notified := 0
			for _, v := range r.Scan("notices", store.Prefix(name)) {
				if bytes.Contains(v, []byte("to all")) {
					notified++
				}
			}
			assert.Equal(t, 1, notified, name)
		}
		return nil
	}))
}

func TestJoinedListOwnedFirst(t *testing.T) {
	s := servertest.Start(t)
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	for _, id := range []string{"!1", "!2", "!3"} {
		create(t, alice, "Public", []string{"bob"}, M{"GroupId": id})
	}
	sendText(t, bob, "!2", "hello")
	create(t, bob, "Public", nil, M{"GroupId": "own"})
	got := bob.OK(t, svc("get_joined_group_list"), servertest.M{"Limit": 3, "Offset": 0})
	assert.Equal(t, []any{"own", "!2", "!1", 4.0},
		[]any{got.At("GroupIdList", 0, "GroupId"), got.At("GroupIdList", 1, "GroupId"), got.At("GroupIdList", 2, "GroupId"), got.At("TotalCount")})
	assert.Equal(t, "!3", bob.OK(t, svc("get_joined_group_list"), servertest.M{"Limit": 3, "Offset": 3}).At("GroupIdList", 0, "GroupId"))
}
