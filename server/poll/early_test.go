package poll_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"webim.js/server/api"
	"webim.js/server/servertest"
)

// With four polls of one browser over HTTP/1.1, the oldest is answered early, as if it
// had timed out. The next poll returns the events since.
func TestPollEndsEarly(t *testing.T) {
	s := servertest.Start(t)
	pages := []*servertest.Client{s.SignIn(t, "alice"), s.Page13("bob"), s.SignIn(t, "carol"), s.Page13("dave")}
	waiting := make([]*servertest.Waiting, len(pages))
	poll := func(i int) {
		waiting[i] = pages[i].StartPoll(t)
		s.Clock.AwaitTimers(i + 1)
	}
	for _, p := range pages {
		p.Quiet(t)
		p.Query.Set("browser", "b")
	}
	for i := range pages {
		poll(i)
	}
	s.Clock.AwaitTimers(len(pages) + 1) // set by the server
	s.Clock.Advance(2 * time.Second)
	early := waiting[0].Response(t)
	assert.Equal(t, api.CodePollTimeout, early.ErrorCode, early.Raw)
	assert.Zero(t, early.Len("EventArray"))

	waiting[0] = pages[0].StartPoll(t) // there are four again
	s.Clock.AwaitTimers(len(pages) + 1)
	s.Clock.Advance(time.Second)
	early = waiting[1].Response(t)
	assert.Equal(t, api.CodePollTimeout, early.ErrorCode, early.Raw)
	pages[0].OK(t, "openim/sendmsg", servertest.Text("bob", "between the polls"))
	assert.Equal(t, 1.0, pages[1].Poll(t).At("EventArray", 0, "Event"))
	got, _ := fetch(t, pages[1], "")
	assert.Equal(t, []string{"between the polls"}, got)
}
