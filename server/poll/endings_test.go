package poll_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server"
	"webim.js/server/servertest"
	"webim.js/server/store"
)

// afterViews is a store that calls do once, after a number of views and before their
// results are used.
type afterViews struct {
	store.Store
	views atomic.Int32
	do    func()
}

func (s *afterViews) View(ctx context.Context, fn func(store.Reader) error) error {
	err := s.Store.View(ctx, fn)
	if s.views.Add(-1) == 0 {
		s.do()
	}
	return err
}

func startWithViews(t *testing.T) (*servertest.Server, *afterViews) {
	views := &afterViews{}
	s := servertest.Start(t, func(c *server.Config) { views.Store, c.Store = c.Store, views })
	return s, views
}

// client170 returns a client of bob with version 1.7.0, to which a kick is reported as an
// error.
func client170(t *testing.T, s *servertest.Server) *servertest.Client {
	client := s.Client17("bob")
	client.Query.Set("v", "1.7.0")
	client.Login(t)
	return client
}

// disconnectElsewhere ends bob's sessions as another process would.
func disconnectElsewhere(t *testing.T, s *servertest.Server) {
	t.Helper()
	require.NoError(t, s.Store.Update(t.Context(), func(tx store.Tx) error {
		s.IM.Accounts.Disconnect(tx, "bob")
		return nil
	}))
}

// The end of a session ends a poll that is starting.
func TestSessionEndEndsStartingPoll(t *testing.T) {
	for views, when := range map[int32]string{1: "after the session was read", 2: "after the instance was read"} {
		s, after := startWithViews(t)
		client := client170(t, s)
		s.Restart(t)
		after.do = func() { require.NoError(t, s.IM.Polls.Disconnect(t.Context(), "bob")) }
		after.views.Store(views)
		a := client.StartPoll(t).Response(t)
		assert.Equal(t, 91101, a.ErrorCode, "%s: %s", when, a.Raw)
		assert.Equal(t, "disabled", a.At("KickReason"), "%s: %s", when, a.Raw)
	}
}

// The same holds if the node is only notified that notes may be missing.
func TestMissedSessionEndEndsStartingPoll(t *testing.T) {
	n, after := &node{}, &afterViews{}
	s := servertest.Start(t, func(c *server.Config) {
		after.Store = n.run(c.Store)
		c.Store = after
	})
	client := client170(t, s)
	s.Restart(t)
	after.do = func() {
		n.suspend()
		disconnectElsewhere(t, s)
		require.NoError(t, n.resume())
	}
	after.views.Store(2)
	a := client.StartPoll(t).Response(t)
	assert.Equal(t, 91101, a.ErrorCode, a.Raw)
}

// failingStore is a store whose reads outside of requests fail.
type failingStore struct {
	store.Store
	failed chan struct{} // nil means reads succeed
}

func (s *failingStore) View(ctx context.Context, fn func(store.Reader) error) error {
	if s.failed != nil && ctx == context.Background() {
		close(s.failed)
		return errors.New("away")
	}
	return s.Store.View(ctx, fn)
}

// The end of a session was missed, and reading the store fails.
func TestKickedClientCannotPoll(t *testing.T) {
	n, broken := &node{}, &failingStore{}
	s := servertest.Start(t, func(c *server.Config) {
		broken.Store = n.run(c.Store)
		c.Store = broken
	})
	client := client170(t, s)
	client.Quiet(t)
	n.suspend()
	disconnectElsewhere(t, s)
	broken.failed = make(chan struct{})
	require.NoError(t, n.resume())
	<-broken.failed
	client.PollRefused(t, 91101)
}
