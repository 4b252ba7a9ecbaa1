package api

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/clock/clocktest"
)

// pollOf returns a poll of an account, from one address, over a major version of HTTP.
func pollOf(account, browserID string, major int) (*http.Request, *Call) {
	call := &Call{Caller: Caller{Account: account}, RemoteHost: "192.0.2.1", UserAgent: "Mozilla/5.0", Query: url.Values{}}
	if browserID != "" {
		call.Query.Set("browser", browserID)
	}
	return &http.Request{ProtoMajor: major}, call
}

// isEarly reports whether a poll must end early.
func isEarly(h *heldPoll) bool {
	select {
	case <-h.early:
		return true
	default:
		return false
	}
}

func TestFourthPollEndsOldest(t *testing.T) {
	var (
		p     browserPolls
		clock = clocktest.New(1500000000)
		polls []*heldPoll
	)
	add := func(id string) {
		r, call := pollOf(fmt.Sprint("user", len(polls)), id, 1)
		polls = append(polls, p.add(clock, r, call))
	}
	for range 3 {
		add("b")
	}
	add("another")
	clock.Advance(time.Minute)
	for i, h := range polls {
		assert.False(t, isEarly(h), "poll %d: three polls must not end early", i)
	}

	add("b")
	<-polls[0].early // ends at once, since it has waited for more than two seconds
	polls[0].release()
	add("b")
	clock.AwaitTimers(1)
	clock.Advance(pauseFree - time.Millisecond)
	assert.False(t, isEarly(polls[1]), "early responses must be apart")
	clock.Advance(time.Millisecond)
	<-polls[1].early
	for _, h := range polls {
		h.release()
	}
	assert.Empty(t, p.byBrowser)

	polls = nil
	for range 4 {
		add("b")
	}
	clock.AwaitTimers(1)
	clock.Advance(minHold - time.Millisecond)
	assert.False(t, isEarly(polls[0]), "no poll may end within two seconds")
	clock.Advance(time.Millisecond)
	<-polls[0].early
	for i, h := range polls[1:] {
		assert.False(t, isEarly(h), "poll %d: three polls must not end early", i)
	}
}

// The last free connection is taken by the poll of the client whose poll was ended early:
// the next one ends after the short pause.
func TestFullBrowserShortensPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p browserPolls
		clock := clocktest.New(1500000000)
		var polls []*heldPoll
		add := func() {
			r, call := pollOf("user", "b", 1)
			polls = append(polls, p.add(clock, r, call))
			synctest.Wait()
		}
		for range browserConnections {
			add()
		}
		advance := func(d time.Duration) {
			clock.Advance(d)
			synctest.Wait()
		}
		advance(minHold)
		for i := range 5 {
			require.True(t, isEarly(polls[i]), "poll %d must end early", i)
			polls[i].release()
			add()
			advance(pauseFull)
		}
		for _, h := range polls {
			h.release()
		}
	})
}

// The goroutine that ends polls early ends with the polls; synctest reports a
// remaining one.
func TestPacingEndsWithPolls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p browserPolls
		clock := clocktest.New(1500000000)
		for range 2 {
			var polls []*heldPoll
			for range 4 {
				r, call := pollOf("user", "b", 1)
				polls = append(polls, p.add(clock, r, call))
			}
			synctest.Wait()
			for _, h := range polls {
				h.release()
			}
		}
	})
}

func TestSeparateBrowsersKeepPolls(t *testing.T) {
	for name, c := range map[string]struct {
		polls int
		ask   func(i int) (*http.Request, *Call)
		held  int // polls that must not end early
	}{
		"HTTP/2":                     {8, func(int) (*http.Request, *Call) { return pollOf("me", "b", 2) }, 0},
		"HTTP/2, no browser id":      {8, func(int) (*http.Request, *Call) { return pollOf("me", "", 2) }, 0},
		"one address, many users":    {300, func(i int) (*http.Request, *Call) { return pollOf(fmt.Sprint("user", i), "", 1) }, 300},
		"one address, many browsers": {300, func(i int) (*http.Request, *Call) { return pollOf("user", fmt.Sprint("browser", i), 1) }, 300},
		"one address, anonymous":     {300, func(int) (*http.Request, *Call) { return pollOf("", "", 1) }, 0},
		"many polls of one account":  {300, func(int) (*http.Request, *Call) { return pollOf("me", "", 1) }, 300},
		"long id":                    {300, func(i int) (*http.Request, *Call) { return pollOf("", fmt.Sprintf("%0*d", maxBrowserID+1, 1), 1) }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			var p browserPolls
			clock := clocktest.New(1500000000)
			var held []*heldPoll
			for i := range c.polls {
				r, call := c.ask(i)
				if h := p.add(clock, r, call); h != nil {
					held = append(held, h)
				}
			}
			require.Len(t, held, c.held)
			clock.Advance(time.Minute)
			for _, b := range p.byBrowser {
				assert.Zero(t, b.endDue(clock.Now()))
			}
			for _, h := range held {
				assert.False(t, isEarly(h))
			}
		})
	}
	var p browserPolls
	clock := clocktest.New(1500000000)
	var first *heldPoll
	for range 4 {
		r, call := pollOf("me", "", 1)
		if h := p.add(clock, r, call); first == nil {
			first = h
		}
	}
	clock.AwaitTimers(1)
	clock.Advance(minHold)
	<-first.early // without a browser id, four polls of one account take turns as well
}

// TestCrowdedBrowserRotatesPolls simulates clients of a browser with six connections.
// They start at the same moment and poll again immediately after each response.
func TestCrowdedBrowserRotatesPolls(t *testing.T) {
	const (
		step = 10 * time.Millisecond
		took = 5 * time.Minute
	)
	for _, polls := range []int{4, 5, 6, 7, 8, 12} {
		var (
			b        = &pollingBrowser{named: true}
			now      = time.Unix(1500000000, 0)
			start    = now
			sent     = map[*heldPoll]int{}
			queue    []int // polls that wait for a connection
			queued   = make([]time.Time, polls)
			requests int
			freed    = now.Add(minHold) // when a connection was last free; none is at the start
			longest  struct{ queue, full time.Duration }
		)
		for i := range polls {
			queue = append(queue, i)
			queued[i] = now
		}
		for ; now.Sub(start) < took; now = now.Add(step) {
			for len(queue) > 0 && len(b.polls) < browserConnections {
				h := &heldPoll{since: now, early: make(chan struct{})}
				longest.queue = max(longest.queue, now.Sub(queued[queue[0]]))
				sent[h] = queue[0]
				queue = queue[1:]
				b.polls = append(b.polls, h)
				requests++
			}
			before := append([]*heldPoll(nil), b.polls...)
			b.endDue(now)
			for _, h := range before {
				if isEarly(h) {
					assert.GreaterOrEqual(t, now.Sub(h.since), minHold)
					queue = append(queue, sent[h])
					queued[sent[h]] = now
					delete(sent, h)
				}
			}
			if len(b.polls) < browserConnections {
				freed = now
			}
			longest.full = max(longest.full, now.Sub(freed))
		}
		rate := float64(requests) / took.Seconds() / float64(polls)
		t.Logf("%d polls: %.2f requests per second each, %v without a free connection, %v in the queue", polls, rate, longest.full, longest.queue)
		assert.Less(t, rate, 0.5, "%d polls: too many requests per client", polls)
		assert.LessOrEqual(t, longest.full, pauseFull, "%d polls: no free connection for requests", polls)
		if polls <= 8 {
			assert.LessOrEqual(t, longest.queue, 3*time.Second, "%d polls: a client starves", polls)
		}
	}
}
