package profile_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/servertest"
	"webim.js/server/store"
)

// A change is stored once, regardless of the number of friends, and replayed to friends
// that were offline.
func TestProfileChangeIsStoredOnce(t *testing.T) {
	s := servertest.Start(t)
	star := s.Client13("alice")
	star.OK(t, "openim/getmsg", M{"Cookie": ""})
	var fans []*servertest.Client
	for i := range 20 {
		fan := s.SignIn(t, fmt.Sprint("fan", i))
		fan.OK(t, "sns/friend_add", M{"AddFriendItem": []M{{"To_Account": "alice", "AddSource": "AddSource_Type_A"}}})
		fan.Poll(t)
		fans = append(fans, fan)
	}
	records := func() (n int) {
		require.NoError(t, s.Store.View(t.Context(), func(r store.Reader) error {
			for _, b := range r.Buckets() {
				for range r.Scan(b, store.Range{}) {
					n++
				}
			}
			return nil
		}))
		return n
	}
	star.OK(t, "profile/portrait_set", setBody("Tag_Profile_IM_Level", 1))
	before := records()
	star.OK(t, "profile/portrait_set", setBody("Tag_Profile_IM_Nick", "first"))
	star.OK(t, "profile/portrait_set", setBody("Tag_Profile_IM_Nick", "last"))
	assert.Equal(t, before, records())
	assert.Equal(t, 3, fans[0].Poll(t).Len("EventArray", 0, "ProfileDataMod"), "online friends must receive each change")

	s.Restart(t)
	got := fans[1].Poll(t)
	require.EqualValues(t, 8, got.At("EventArray", 0, "Event"), got.Raw)
	assert.Equal(t, []any{
		M{"Tag": "Tag_Profile_IM_Level", "ValueBytes": "1"}, M{"Tag": "Tag_Profile_IM_Nick", "ValueBytes": "last"},
	}, got.At("EventArray", 0, "ProfileDataMod", 0, "ProfileList"), "offline friends must receive the last change")
	fans[1].Quiet(t)
	fans[0].Quiet(t)
	s.SignIn(t, "bob").Quiet(t)
}
