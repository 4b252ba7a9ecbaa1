package poll_test

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/demo/server"
	"webim.js/demo/server/deliver"
	"webim.js/demo/server/deliver/hub"
	"webim.js/demo/server/servertest"
	"webim.js/demo/server/store"
)

// sleeper is a delivery that may miss what happens, as a node does that is
// stopped for longer than the log is kept.
type sleeper struct {
	*hub.Hub
	asleep atomic.Bool

	// onRead is what happens before a subscription is read.
	onRead func()
}

func (d *sleeper) Publish(ev *deliver.Event) {
	if !d.asleep.Load() {
		d.Hub.Publish(ev)
	}
}

func (d *sleeper) Subscribe(account string, wants func(*deliver.Event) bool) deliver.Subscription {
	return window{d.Hub.Subscribe(account, wants), d}
}

// wake is the end of the sleep.
func (d *sleeper) wake(t *testing.T, s *servertest.Server) {
	t.Helper()
	d.asleep.Store(false)
	require.NoError(t, s.Store.View(context.Background(), func(r store.Reader) error {
		d.Missed(r.LastStamp())
		return nil
	}))
}

type window struct {
	deliver.Subscription
	d *sleeper
}

func (w window) Read(after uint64) ([]*deliver.Event, uint64) {
	w.d.onRead()
	return w.Subscription.Read(after)
}

func startWithSleeper(t *testing.T) (*servertest.Server, *sleeper) {
	d := &sleeper{Hub: hub.New(), onRead: func() {}}
	return servertest.Start(t, func(c *server.Config) { c.Delivery = d }), d
}

// A poll reads the store, since its subscription lacks something, and the
// subscription loses more before it is read: that is not passed over.
func TestWhatIsMissedWhileTheStoreIsRead(t *testing.T) {
	s, d := startWithSleeper(t)
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	alice.OK(t, "openim/sendmsg", servertest.Text("bob", "one"))
	d.wake(t, s)
	reads := 0
	d.onRead = func() {
		if reads++; reads != 2 { // the first is before the store is read
			return
		}
		d.asleep.Store(true)
		alice.OK(t, "openim/sendmsg", servertest.Text("bob", "two"))
		d.wake(t, s)
		alice.OK(t, "openim/sendmsg", servertest.Text("bob", "three"))
	}
	got := texts(bob.Poll(t))
	for len(got) < 3 {
		more := texts(bob.Poll(t))
		require.NotEmpty(t, more)
		got = append(got, more...)
	}
	assert.Equal(t, []string{"one", "two", "three"}, got)
	bob.Quiet(t)
}

func TestWaitingPollsAreToldWhatTheNodeMissed(t *testing.T) {
	s, d := startWithSleeper(t)
	alice, bob, bob13 := s.SignIn(t, "alice"), s.SignIn(t, "bob"), s.Page13("bob")
	waiting, waiting13 := bob.StartPoll(t), bob13.StartPoll(t)
	s.Clock.AwaitTimers(2)
	d.asleep.Store(true)
	alice.OK(t, "openim/sendmsg", servertest.Text("bob", "hi"))
	d.wake(t, s)
	assert.Equal(t, []string{"hi"}, texts(waiting.Answer(t)))
	assert.Equal(t, 1.0, waiting13.Answer(t).At("EventArray", 0, "Event"))
}
