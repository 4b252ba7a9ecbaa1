package samples_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server"
	"webim.js/server/servertest"
)

// The conversation of alice and bob has every type of element, and samples are created
// once.
func TestSamplesHaveEveryElement(t *testing.T) {
	s := servertest.Start(t, func(c *server.Config) { c.Samples = true })
	alice := s.SignIn(t, "alice")
	kinds := map[string]bool{}
	list := alice.OK(t, "openim/getroammsg", servertest.M{"Peer_Account": "bob", "MaxCnt": 15, "LastMsgTime": 0, "MsgKey": ""})
	for i := range list.Len("MsgList") {
		for k := range list.Len("MsgList", i, "MsgBody") {
			kind := list.At("MsgList", i, "MsgBody", k, "MsgType").(string)
			kinds[kind] = true
			if kind != "TIMImageElem" {
				continue
			}
			resp, err := http.Get(s.URL + list.At("MsgList", i, "MsgBody", k, "MsgContent", "ImageInfoArray", 0, "URL").(string))
			require.NoError(t, err)
			resp.Body.Close()
			assert.Equal(t, "image/png", resp.Header.Get("Content-Type"))
		}
	}
	for _, kind := range []string{"TIMTextElem", "TIMFaceElem", "TIMImageElem", "TIMFileElem", "TIMSoundElem", "TIMLocationElem", "TIMCustomElem"} {
		assert.True(t, kinds[kind], kind)
	}
	requested := alice.OK(t, "sns/pendency_get", servertest.M{"PendencyType": "Pendency_Type_ComeIn", "StartTime": 0, "MaxLimited": 10, "LastSequence": 0})
	assert.Equal(t, "dave", requested.At("PendencyItem", 0, "To_Account"))
	groups := alice.OK(t, "group_open_http_svc/get_joined_group_list", servertest.M{"Member_Account": "alice", "Limit": 10, "Offset": 0})
	assert.Equal(t, 2, groups.Len("GroupIdList"))
	var about struct{ Rooms []struct{ ID string } }
	resp, err := http.Get(s.URL + "/demo/server.json")
	require.NoError(t, err)
	defer resp.Body.Close()
	require.NoError(t, json.NewDecoder(resp.Body).Decode(&about))
	assert.Equal(t, "live", about.Rooms[0].ID)

	// Messages before a user's own ones are read, in 1.3 as well.
	got := s.Client13("alice").OK(t, "openim/getmsg", servertest.M{"Cookie": "", "SyncFlag": 0})
	for i := range got.Len("MsgList") {
		assert.NotEqual(t, "alice", got.At("MsgList", i, "From_Account"))
	}
	assert.Equal(t, 10, got.Len("MsgList"))
	unread := func(user string) (sum float64) {
		recent := s.SignIn(t, user).OK(t, "recentcontact/get", servertest.M{"Count": 10})
		for i := range recent.Len("SessionItem") {
			sum += recent.At("SessionItem", i, "UnreadMsgCount").(float64)
		}
		return sum
	}
	assert.Zero(t, unread("erin"), "own messages must be read")
	assert.Equal(t, 3.0, unread("bob"), "messages after bob's own must be unread")
	assert.Equal(t, 12.0, unread("alice"), "nine from bob, one from carol, two in the group")

	s.Restart(t)
	list = s.SignIn(t, "alice").OK(t, "group_open_http_svc/get_joined_group_list", servertest.M{"Member_Account": "alice", "Limit": 10, "Offset": 0})
	assert.Equal(t, 2, list.Len("GroupIdList"), "a server with data must get no samples")
}
