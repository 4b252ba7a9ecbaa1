package relation_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/relation"
	"webim.js/server/servertest"
	"webim.js/server/store"
)

// digest returns all records of relations.
func digest(t testing.TB, s *servertest.Server) []string {
	t.Helper()
	var all []string
	require.NoError(t, s.Store.View(t.Context(), func(r store.Reader) error {
		for _, b := range relation.Buckets {
			for k, v := range r.Scan(b, store.Range{}) {
				all = append(all, fmt.Sprintf("%s %q %s", b, k, v))
			}
		}
		return nil
	}))
	return all
}

// checkCounters compares the lists with their sizes, and friendships with their reverse
// index.
func checkCounters(t testing.TB, s *servertest.Server) {
	t.Helper()
	require.NoError(t, s.Store.View(t.Context(), func(r store.Reader) error {
		pairs := func(b store.Bucket) (list [][2]string) {
			for k := range r.Scan(b, store.Range{}) {
				first, rest, _ := store.CutString(k)
				second, _, _ := store.CutString(rest)
				list = append(list, [2]string{first, second})
			}
			return list
		}
		count := func(b store.Bucket, user string) (n int) {
			for _, p := range pairs(b) {
				if p[0] == user {
					n++
				}
			}
			return n
		}
		known := map[string]bool{}
		for k, v := range r.Scan("relations", store.Range{}) {
			user, _, _ := store.CutString(k)
			known[user] = true
			var l struct {
				Friends, Black struct{ Size int }
				Pending        [2]struct{ Size int }
			}
			require.NoError(t, json.Unmarshal(v, &l))
			assert.Equal(t, count("friends", user), l.Friends.Size, "friends of %s", user)
			assert.Equal(t, count("black", user), l.Black.Size, "blacklist of %s", user)
			assert.Equal(t, count("pendencies_in", user), l.Pending[0].Size, "requests to %s", user)
			assert.Equal(t, count("pendencies_out", user), l.Pending[1].Size, "requests of %s", user)
		}
		back := map[[2]string]bool{}
		for _, p := range pairs("friend_of") {
			back[[2]string{p[1], p[0]}] = true
		}
		listed := map[[2]string]bool{}
		for _, p := range pairs("friends") {
			listed[p] = true
		}
		assert.True(t, maps.Equal(listed, back), "every friendship must be indexed")
		for _, b := range relation.Buckets {
			if b != "relations" && b != "notices" && b != "friend_of" {
				for _, p := range pairs(b) {
					assert.True(t, known[p[0]], "%s of %s", b, p[0])
					assert.NotEqual(t, p[0], p[1], "a user must not be in the own list")
				}
			}
		}
		for _, p := range pairs("black") {
			assert.False(t, listed[p], "a user must not be both friend and blocked")
			assert.NotContains(t, pairs("pendencies_in"), p)
			assert.NotContains(t, pairs("pendencies_out"), p)
		}
		return nil
	}))
}

// names returns the family's commands in order, for the fuzzer to choose from.
func names() []string {
	return slices.Sorted(maps.Keys(commands))
}

func FuzzBodies(f *testing.F) {
	all := names()
	for i, name := range all {
		body, err := json.Marshal(commands[name])
		require.NoError(f, err)
		f.Add(byte(i), string(body))
	}
	for _, body := range []string{
		`{"AddFriendItem":[{"To_Account":"bob","AddSource":"AddSource_Type_Web","Remark":"\u0000"},{"To_Account":"carol","AddSource":"AddSource_Type_Web","GroupName":"g"},{"To_Account":"alice"},{"To_Account":7}]}`,
		`{"AddFriendItem":[{"To_Account":"","AddSource":null}]}`,
		`{"ResponseFriendItem":[{"To_Account":"dave","ResponseAction":"Response_Action_AgreeAndAdd","Remark":"d"},{"To_Account":"erin","ResponseAction":"Response_Action_Reject"}]}`,
		`{"To_Account":["bob","bob","nobody",3,null],"DeleteType":"Delete_Type_Single","PendencyType":"Pendency_Type_SendOut"}`,
		`{"To_Account":"carol","From_Account":"alice"}`,
		`{"TimeStamp":"1500000000","StartIndex":1e9,"GetCount":1e18,"LastStandardSequence":0.5,"TagList":["Tag_SNS_IM_Group","Tag_Profile_IM_Nick","Tag_SNS_Custom_"]}`,
		`{"StartTime":9223372036854775807,"MaxLimited":9223372036854775807,"LatestPendencyTimeStamp":1e18,"PendencyType":"Pendency_Type_ComeIn"}`,
		`{"From_Account":"bob","From_Account":"alice","to_account":["bob"]}`,
	} {
		for i := range all {
			f.Add(byte(i), body)
		}
	}
	s := servertest.Start(f)
	alice, bob, carol := s.Client13("alice"), s.Client13("bob"), s.Client13("carol")
	setAllowType(f, alice, "NeedConfirm")
	setAllowType(f, carol, "NeedConfirm")
	bob.OK(f, "sns/friend_add", addBody("erin"))
	s.Client13("dave").OK(f, "sns/friend_add", addBody("alice"))
	s.Client13("erin").OK(f, "sns/friend_add", addBody("alice"))
	f.Fuzz(func(t *testing.T, which byte, body string) {
		before := digest(t, s)
		a := alice.Call(t, "sns/"+all[int(which)%len(all)], body) // fails the test unless the status is 200
		assert.NotEqual(t, 30006, a.ErrorCode, "an invalid body must not cause an internal error: %s", a.Raw)
		if a.ActionStatus != "OK" {
			assert.Equal(t, before, digest(t, s), "an error must change nothing")
			return
		}
		if a.At("ResultItem") != nil {
			resultCodes(t, a)
		}
		checkCounters(t, s)
		assert.Contains(t, fetchFriends(t, bob), "erin", "relations of others must not change")
	})
}
