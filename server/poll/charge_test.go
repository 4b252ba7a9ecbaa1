package poll_test

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"webim.js/server"
	"webim.js/server/api"
	"webim.js/server/servertest"
)

// charges implements Limits and counts the calls of Charge.
type charges struct{ n atomic.Int64 }

func (c *charges) Arrive(*api.Call) error                       { return nil }
func (c *charges) Admit(*api.Call, api.Command) (func(), error) { return func() {}, nil }
func (c *charges) Charge(*api.Call, string) error               { c.n.Add(1); return nil }
func (c *charges) Spend(*api.Call, int)                         {}
func (c *charges) ChargeBytes(*api.Call, int) error             { return nil }
func (c *charges) AllowGroupMessage(string, time.Time) bool     { return true }

// Polls take a slot instead of counting against a rate, since a user polls as often as
// there are events. A poll that repeats a cookie for which events were returned counts
// as a request.
func TestRepeatedCookiesAreCharged(t *testing.T) {
	charged := &charges{}
	s := servertest.Start(t, func(c *server.Config) { c.Limits = charged })
	alice, old, bob := s.SignIn(t, "alice"), s.Client13("alice"), s.Client13("bob")
	old.Quiet(t)
	assert.EqualValues(t, 1, charged.n.Load(), "the first poll must be charged")
	for i := range 3 { // a timeout is not charged
		alice.Quiet(t)
		old.Quiet(t)
		assert.EqualValues(t, 1, charged.n.Load(), i)
	}
	bob.OK(t, "openim/sendmsg", servertest.Text("alice", "hi"))
	for _, client := range []*servertest.Client{alice, old} {
		before := charged.n.Load()
		for i := range 5 {
			again := *client
			again.Poll(t)
			assert.Equal(t, before+int64(i), charged.n.Load(), "each repetition must be charged")
		}
		client.Poll(t)
	}
	before := charged.n.Load()
	for i := range 5 {
		s.Clock.Advance(time.Second)
		bob.OK(t, "openim/sendmsg", servertest.Text("alice", fmt.Sprint(i)))
		alice.Poll(t)
		old.Poll(t)
	}
	assert.Equal(t, before, charged.n.Load(), "polls with the next cookie must not be charged")
}
