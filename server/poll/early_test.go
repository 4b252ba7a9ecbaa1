package poll_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"webim.js/server/api"
	"webim.js/server/servertest"
)

// With four polls of one browser over HTTP/1.1, the oldest is ended early, as if it
// had timed out. The next poll returns the events since.
func TestFourthPollOfBrowserEndsOldest(t *testing.T) {
	s := servertest.Start(t)
	clients := []*servertest.Client{s.SignIn(t, "alice"), s.Client13("bob"), s.SignIn(t, "carol"), s.Client13("dave")}
	waiting := make([]*servertest.Waiting, len(clients))
	poll := func(i int) {
		waiting[i] = clients[i].StartPoll(t)
		s.Clock.AwaitTimers(i + 1)
	}
	for _, p := range clients {
		p.Quiet(t)
		p.Query.Set("browser", "b")
	}
	for i := range clients {
		poll(i)
	}
	s.Clock.AwaitTimers(len(clients) + 1) // set by the server
	s.Clock.Advance(2 * time.Second)
	early := waiting[0].Response(t)
	assert.Equal(t, api.CodePollTimeout, early.ErrorCode, early.Raw)
	assert.Zero(t, early.Len("EventArray"))

	waiting[0] = clients[0].StartPoll(t) // the fourth waiting poll
	s.Clock.AwaitTimers(len(clients) + 1)
	s.Clock.Advance(time.Second)
	early = waiting[1].Response(t)
	assert.Equal(t, api.CodePollTimeout, early.ErrorCode, early.Raw)
	clients[0].OK(t, "openim/sendmsg", servertest.Text("bob", "between the polls"))
	assert.Equal(t, 1.0, clients[1].Poll(t).At("EventArray", 0, "Event"))
	got, _ := fetch(t, clients[1], "")
	assert.Equal(t, []string{"between the polls"}, got)
}
