package poll_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"webim.js/server"
	"webim.js/server/servertest"
)

// isBrief reports whether bob's next poll ends within a second without events. If it
// does not, a message ends it.
func isBrief(t *testing.T, s *servertest.Server, n int, alice, bob *servertest.Client) bool {
	t.Helper()
	waiting := bob.StartPoll(t)
	s.Clock.AwaitTimers(1)
	s.Clock.Advance(time.Second)
	select {
	case <-s.Clock.Waiting(): // the timer still runs
		alice.OK(t, "openim/sendmsg", servertest.Text("bob", fmt.Sprint(n)))
		bob.Acknowledge(waiting.Response(t))
		return false
	default:
		assert.Equal(t, 60008, waiting.Response(t).ErrorCode)
		return true
	}
}

func enableBriefPolls(c *server.Config) { c.BriefPolls = true }

func TestFirstPollIsBrief(t *testing.T) {
	s := servertest.Start(t, enableBriefPolls)
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	assert.True(t, isBrief(t, s, 1, alice, bob))
	assert.False(t, isBrief(t, s, 2, alice, bob))

	bob = s.SignIn(t, "bob")
	other := s.Join(t)
	bob.MoveTo(other)
	assert.True(t, isBrief(t, other, 3, alice, bob), "the record must be shared with other processes")
	assert.False(t, isBrief(t, other, 4, alice, bob))
}

func TestPollsAfterGapAreBrief(t *testing.T) {
	s := servertest.Start(t, enableBriefPolls)
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	assert.True(t, isBrief(t, s, 1, alice, bob))
	s.Clock.Advance(80 * time.Second) // short enough that the client is not dropped
	assert.False(t, isBrief(t, s, 2, alice, bob), "polls soon after the previous ones must not be brief")
	s.Clock.Advance(80 * time.Second)
	assert.True(t, isBrief(t, s, 3, alice, bob))
	assert.True(t, isBrief(t, s, 4, alice, bob))
	assert.False(t, isBrief(t, s, 5, alice, bob))

	s.Restart(t)
	s.Clock.Advance(20 * time.Second)
	assert.True(t, isBrief(t, s, 6, alice, bob))
	assert.True(t, isBrief(t, s, 7, alice, bob))
	assert.False(t, isBrief(t, s, 8, alice, bob))
}
