package group_test

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"webim.js/server"
	"webim.js/server/api"
	"webim.js/server/servertest"
)

// charges implements Limits and counts the charges by account and client.
type charges struct {
	mu sync.Mutex
	of map[string]int
}

func (c *charges) Arrive(*api.Call) error                       { return nil }
func (c *charges) Admit(*api.Call, api.Command) (func(), error) { return func() {}, nil }
func (c *charges) Spend(*api.Call, int)                         {}
func (c *charges) ChargeBytes(*api.Call, int) error             { return nil }
func (c *charges) AllowGroupMessage(string, time.Time) bool     { return true }

func (c *charges) Charge(call *api.Call, page string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if call.Caller.Account != "" {
		page = call.Caller.Account
	}
	c.of[page]++
	return nil
}

// A poll of a big group that returns at once is charged like a request, with or without
// identity.
func TestBigPollWithOldCookieIsCharged(t *testing.T) {
	charged := &charges{of: map[string]int{}}
	s := servertest.Start(t, func(c *server.Config) { c.Limits = charged })
	host := s.SignIn(t, "host")
	id := create(t, host, "AVChatRoom", nil)
	greedy, calm, named := join(t, s.Anonymous(), id), join(t, s.Anonymous(), id), join(t, s.SignIn(t, "bob"), id)
	assert.NotEqual(t, greedy.key, calm.key, "each client must have its own key")
	sendText(t, host, id, "hi")
	for range 5 {
		again, known := *greedy, *named
		again.poll(t)
		known.poll(t)
	}
	calm.poll(t)
	assert.Equal(t, 5, charged.of[greedy.key.(string)])
	assert.Equal(t, 1, charged.of[calm.key.(string)])
	assert.Equal(t, 5, charged.of["bob"])
	waiting := calm.startPoll(t, s)
	sendText(t, host, id, "again")
	assert.Len(t, calm.take(t, <-waiting), 1)
	assert.Equal(t, 1, charged.of[calm.key.(string)], "a waiting poll must not be charged")
}
