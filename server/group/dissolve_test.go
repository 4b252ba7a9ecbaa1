package group_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/servertest"
	"webim.js/server/store"
)

// createGroupToDissolve creates a group with more members than one transaction removes.
func createGroupToDissolve(t *testing.T, s *servertest.Server, id string) (owner *servertest.Client) {
	t.Helper()
	owner = s.SignIn(t, "alice")
	var list []string
	require.NoError(t, s.Store.Update(t.Context(), func(tx store.Tx) error {
		list = nil
		for i := range 150 {
			name := fmt.Sprintf("user%d", i)
			s.IM.Accounts.Ensure(tx, name)
			list = append(list, name)
		}
		return nil
	}))
	owner.OK(t, "group_open_http_svc/create_group", servertest.M{"Type": "Private", "Name": "g", "GroupId": id, "MemberList": list})
	return owner
}

// checkDissolved checks that the id of a dissolved group is free, and that all members
// were notified and removed.
func checkDissolved(t *testing.T, s *servertest.Server, id string) {
	t.Helper()
	require.NoError(t, s.Store.View(t.Context(), func(r store.Reader) error {
		for _, b := range []store.Bucket{"groups", "group_heads", "group_members", "group_joined", "group_closing"} {
			for k := range r.Scan(b, store.Range{}) {
				assert.NotContains(t, string(k), id, b)
			}
		}
		for _, name := range []string{"user0", "user149", "alice"} {
			notified := 0
			for _, v := range r.Scan("notices", store.Prefix(name)) {
				if bytes.Contains(v, []byte(`"ReportType":5`)) {
					notified++
				}
			}
			assert.Equal(t, 1, notified, name)
		}
		return nil
	}))
}

func TestDissolveLargeGroupRemovesMembers(t *testing.T) {
	s := servertest.Start(t)
	owner := createGroupToDissolve(t, s, "gone")
	// The owner can dissolve a public group, but not a private one.
	require.NoError(t, s.Store.Update(t.Context(), func(tx store.Tx) error {
		rec := tx.Get("groups", store.Key("gone"))
		tx.Put("groups", store.Key("gone"), bytes.Replace(rec, []byte(`"Type":"Private"`), []byte(`"Type":"Public"`), 1))
		return nil
	}))
	owner.OK(t, "group_open_http_svc/destroy_group", servertest.M{"GroupId": "gone"})
	checkDissolved(t, s, "gone")
	owner.Refused(t, 10010, "group_open_http_svc/destroy_group", servertest.M{"GroupId": "gone"})
}

// startDissolving puts a group in the state after the first transaction of its
// dissolution.
func startDissolving(t *testing.T, s *servertest.Server, id string) {
	t.Helper()
	require.NoError(t, s.Store.Update(t.Context(), func(tx store.Tx) error {
		rec := tx.Get("groups", store.Key(id))
		tx.Put("groups", store.Key(id), bytes.Replace(rec, []byte(`{`), []byte(`{"Closing":true,`), 1))
		tx.Put("group_closing", store.Key(id), []byte(`{"ReportType":5,"Operator_Account":"alice"}`))
		return nil
	}))
}

func TestUpkeepFinishesDissolving(t *testing.T) {
	s := servertest.Start(t)
	owner := createGroupToDissolve(t, s, "half")
	startDissolving(t, s, "half")
	owner.Refused(t, 10010, "group_open_http_svc/quit_group", servertest.M{"GroupId": "half"})
	owner.Refused(t, 10025, "group_open_http_svc/create_group", servertest.M{"Type": "Private", "Name": "g", "GroupId": "half"})
	require.NoError(t, s.IM.Upkeep(t.Context()))
	checkDissolved(t, s, "half")
	owner.OK(t, "group_open_http_svc/create_group", servertest.M{"Type": "Private", "Name": "g", "GroupId": "half"})
}

func TestClosingGroupIsOmittedFromLists(t *testing.T) {
	s := servertest.Start(t)
	owner := createGroupToDissolve(t, s, "half")
	owner.OK(t, "group_open_http_svc/create_group", servertest.M{"Type": "Public", "Name": "g", "GroupId": "other", "MemberList": []string{"user7"}})
	startDissolving(t, s, "half")
	list := s.SignIn(t, "user7").OK(t, "group_open_http_svc/get_joined_group_list", servertest.M{})
	assert.Equal(t, 1.0, list.At("TotalCount"))
	assert.Equal(t, "other", list.At("GroupIdList", 0, "GroupId"))
	require.NoError(t, s.Store.Update(t.Context(), func(tx store.Tx) error {
		tx.Delete("groups", store.Key("other")) // a dangling entry of the list
		return nil
	}))
	assert.Equal(t, 0.0, s.SignIn(t, "user7").OK(t, "group_open_http_svc/get_joined_group_list", servertest.M{}).At("TotalCount"))
}

func TestDestroyAgainFinishesDissolving(t *testing.T) {
	s := servertest.Start(t)
	owner := createGroupToDissolve(t, s, "half")
	startDissolving(t, s, "half")
	require.NoError(t, s.Store.Update(t.Context(), func(tx store.Tx) error {
		tx.Delete("group_members", store.Key("half", "alice")) // alice was removed before
		tx.Delete("group_joined", store.Key("alice", "half"))
		return nil
	}))
	s.SignIn(t, "user7").Refused(t, 10010, "group_open_http_svc/destroy_group", servertest.M{"GroupId": "half"})
	owner.OK(t, "group_open_http_svc/destroy_group", servertest.M{"GroupId": "half"})
	owner.OK(t, "group_open_http_svc/create_group", servertest.M{"Type": "Private", "Name": "g", "GroupId": "half"})
}
