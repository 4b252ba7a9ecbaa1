package poll_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server"
	"webim.js/server/servertest"
)

// startNode starts a server that can be stalled, and another one on its store.
func startNode(t *testing.T) (s, other *servertest.Server, n *node, after *afterViews) {
	n, after = &node{}, &afterViews{}
	opened := false
	s = servertest.Start(t, func(c *server.Config) {
		if !opened {
			opened, after.Store = true, n.run(c.Store)
			c.Store = after
		}
	})
	return s, s.Join(t), n, after
}

// Events that a subscription drops while a poll reads the store are not skipped.
func TestEventsDroppedDuringReadAreFound(t *testing.T) {
	for views := range int32(3) { // the third view reads the messages
		s, other, n, after := startNode(t)
		alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
		alice.MoveTo(other)
		n.suspend()
		alice.OK(t, "openim/sendmsg", servertest.Text("bob", "one"))
		require.NoError(t, n.resume())
		after.do = func() {
			n.suspend()
			alice.OK(t, "openim/sendmsg", servertest.Text("bob", "two"))
			require.NoError(t, n.resume())
			alice.OK(t, "openim/sendmsg", servertest.Text("bob", "three"))
		}
		after.views.Store(views + 1)
		got := texts(bob.Poll(t))
		for len(got) < 3 {
			more := texts(bob.Poll(t))
			require.NotEmpty(t, more)
			got = append(got, more...)
		}
		assert.Equal(t, []string{"one", "two", "three"}, got)
		bob.Quiet(t)
	}
}

func TestWaitingPollsGetMissedEvents(t *testing.T) {
	s, other, n, _ := startNode(t)
	alice, bob, bob13 := s.SignIn(t, "alice"), s.SignIn(t, "bob"), s.Client13("bob")
	alice.MoveTo(other)
	waiting, waiting13 := bob.StartPoll(t), bob13.StartPoll(t)
	s.Clock.AwaitTimers(2)
	n.suspend()
	alice.OK(t, "openim/sendmsg", servertest.Text("bob", "hi"))
	require.NoError(t, n.resume())
	assert.Equal(t, []string{"hi"}, texts(waiting.Response(t)))
	assert.Equal(t, 1.0, waiting13.Response(t).At("EventArray", 0, "Event"))
}
