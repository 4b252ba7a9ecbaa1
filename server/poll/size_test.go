package poll_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/api"
	"webim.js/server/servertest"
)

// largeMessage is a message of 60,000 bytes.
func largeMessage(to string, seq int) servertest.M {
	return servertest.M{"To_Account": to, "MsgSeq": seq, "MsgRandom": seq, "MsgBody": []servertest.M{
		{"MsgType": "TIMCustomElem", "MsgContent": servertest.M{"Data": "<" + strings.Repeat("x", 60_000)}}}}
}

func TestResponseSizeIsLimited(t *testing.T) {
	if testing.Short() {
		t.Skip("slow with the race detector")
	}
	for _, restart := range []bool{false, true} {
		s := servertest.Start(t)
		alice, bob, bob13 := s.SignIn(t, "alice"), s.SignIn(t, "bob"), s.Client13("bob")
		const sent = 40
		for i := range sent {
			alice.OK(t, "openim/sendmsg", largeMessage("bob", i))
		}
		if restart { // the events are read from the store
			s.Restart(t)
		}
		for got := 0; got < sent; {
			a := bob.Poll(t)
			assert.Less(t, len(a.Raw), api.MaxResponse+100_000)
			assert.NotContains(t, a.Raw, "u003c")
			n := a.Len("EventArray", 0, "C2cMsgArray")
			require.NotZero(t, n)
			got += n
		}
		bob.Quiet(t)

		cookie, got := any(""), 0
		for got < sent {
			a := bob13.OK(t, "openim/getmsg", servertest.M{"Cookie": cookie, "SyncFlag": 0})
			assert.Less(t, len(a.Raw), api.MaxResponse+100_000)
			n := a.Len("MsgList")
			require.NotZero(t, n)
			got, cookie = got+n, a.At("Cookie")
		}
		a := bob.OK(t, "openim/getroammsg", servertest.M{"Peer_Account": "alice", "MaxCnt": 20, "LastMsgTime": 0, "MsgKey": ""})
		assert.Less(t, len(a.Raw), api.MaxResponse+100_000)
		assert.Equal(t, 0.0, a.At("Complete"))
	}
}
