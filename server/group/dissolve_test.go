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

// settled makes a group with more members than one transaction lets go.
func settled(t *testing.T, s *servertest.Server, id string) (owner *servertest.Client) {
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

// nothingLeft checks that a dissolved group's id is free and its members' list
// of groups is empty, and that they were told, the last one too.
func nothingLeft(t *testing.T, s *servertest.Server, id string) {
	t.Helper()
	require.NoError(t, s.Store.View(t.Context(), func(r store.Reader) error {
		for _, b := range []store.Bucket{"groups", "group_heads", "group_members", "group_joined", "group_closing"} {
			for k := range r.Scan(b, store.Range{}) {
				assert.NotContains(t, string(k), id, b)
			}
		}
		for _, name := range []string{"user0", "user149", "alice"} {
			told := 0
			for _, v := range r.Scan("notices", store.Prefix(name)) {
				if bytes.Contains(v, []byte(`"ReportType":5`)) {
					told++
				}
			}
			assert.Equal(t, 1, told, name)
		}
		return nil
	}))
}

func TestALargeGroupIsDissolved(t *testing.T) {
	s := servertest.Start(t)
	owner := settled(t, s, "gone")
	// The owner of a private group cannot dissolve it; a public one's can.
	require.NoError(t, s.Store.Update(t.Context(), func(tx store.Tx) error {
		rec := tx.Get("groups", store.Key("gone"))
		tx.Put("groups", store.Key("gone"), bytes.Replace(rec, []byte(`"Type":"Private"`), []byte(`"Type":"Public"`), 1))
		return nil
	}))
	owner.OK(t, "group_open_http_svc/destroy_group", servertest.M{"GroupId": "gone"})
	nothingLeft(t, s, "gone")
	owner.Refused(t, 10010, "group_open_http_svc/destroy_group", servertest.M{"GroupId": "gone"})
}

// halfDissolved leaves a group as a process does that died after the first
// transaction of its dissolution.
func halfDissolved(t *testing.T, s *servertest.Server, id string) {
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
	owner := settled(t, s, "half")
	halfDissolved(t, s, "half")
	owner.Refused(t, 10010, "group_open_http_svc/quit_group", servertest.M{"GroupId": "half"})
	owner.Refused(t, 10025, "group_open_http_svc/create_group", servertest.M{"Type": "Private", "Name": "g", "GroupId": "half"})
	require.NoError(t, s.IM.Upkeep(t.Context()))
	nothingLeft(t, s, "half")
	owner.OK(t, "group_open_http_svc/create_group", servertest.M{"Type": "Private", "Name": "g", "GroupId": "half"})
}

func TestClosingGroupFailsNoSignIn(t *testing.T) {
	s := servertest.Start(t)
	owner := settled(t, s, "half")
	owner.OK(t, "group_open_http_svc/create_group", servertest.M{"Type": "Public", "Name": "g", "GroupId": "other", "MemberList": []string{"user7"}})
	halfDissolved(t, s, "half")
	list := s.SignIn(t, "user7").OK(t, "group_open_http_svc/get_joined_group_list", servertest.M{})
	assert.Equal(t, 1.0, list.At("TotalCount"))
	assert.Equal(t, "other", list.At("GroupIdList", 0, "GroupId"))
	require.NoError(t, s.Store.Update(t.Context(), func(tx store.Tx) error {
		tx.Delete("groups", store.Key("other")) // and a list that names what is gone
		return nil
	}))
	assert.Equal(t, 0.0, s.SignIn(t, "user7").OK(t, "group_open_http_svc/get_joined_group_list", servertest.M{}).At("TotalCount"))
}

func TestDestroyAgainFinishesDissolving(t *testing.T) {
	s := servertest.Start(t)
	owner := settled(t, s, "half")
	halfDissolved(t, s, "half")
	require.NoError(t, s.Store.Update(t.Context(), func(tx store.Tx) error {
		tx.Delete("group_members", store.Key("half", "alice")) // some went before it stopped
		tx.Delete("group_joined", store.Key("alice", "half"))
		return nil
	}))
	s.SignIn(t, "user7").Refused(t, 10010, "group_open_http_svc/destroy_group", servertest.M{"GroupId": "half"})
	owner.OK(t, "group_open_http_svc/destroy_group", servertest.M{"GroupId": "half"})
	owner.OK(t, "group_open_http_svc/create_group", servertest.M{"Type": "Private", "Name": "g", "GroupId": "half"})
}
