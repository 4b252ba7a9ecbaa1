package api

import (
	"net/http"
	"slices"
	"sync"
	"time"

	"webim.js/server/clock"
)

// Over HTTP/1.x a browser opens six connections to a server at most, and a waiting
// poll takes one of them. Six polling clients leave no connection for anything else,
// and polls of further clients are not even sent. So a browser's oldest polls are
// ended early, as if they had timed out; the clients poll again and take turns.
const (
	// browserConnections is the number of connections that a browser opens.
	browserConnections = 6

	// freePolls is the number of polls of a browser that are not ended early.
	freePolls = 3

	// minHold is the minimum duration of a poll. pauseFull is the interval between two
	// early ends if the browser may have no free connection: a request waits that long
	// for one. pauseFree is the interval while a connection is free. Together they keep
	// a client with two polls below one request per second.
	minHold   = 2 * time.Second
	pauseFree = time.Second
	pauseFull = 400 * time.Millisecond

	// maxBrowserID is the maximum length in bytes of the id of a browser.
	maxBrowserID = 40
)

// browserPolls holds the waiting polls of each browser over HTTP/1.x. The zero
// value is ready to use.
type browserPolls struct {
	mu        sync.Mutex
	byBrowser map[string]*pollingBrowser
}

// pollingBrowser is a browser with waiting polls.
type pollingBrowser struct {
	key   string
	named bool          // its clients send an id
	polls []*heldPoll   // oldest first
	ended time.Time     // when a poll was last ended early
	paced bool          // a goroutine runs pace
	wake  chan struct{} // wakes pace: the pause has become shorter, or is no longer needed
}

// heldPoll is a waiting poll.
type heldPoll struct {
	in      *browserPolls
	browser *pollingBrowser
	since   time.Time
	early   chan struct{} // closed to end the poll early
}

// add adds a poll. It returns nil for polls that are never ended early: over HTTP/2
// and later, and without identity if the SDK sends no browser id.
func (p *browserPolls) add(c clock.Clock, r *http.Request, call *Call) *heldPoll {
	if r.ProtoMajor != 1 {
		return nil
	}
	key, named := "browser "+call.Query.Get("browser"), true
	if n := len(call.Query.Get("browser")); n == 0 || n > maxBrowserID {
		if call.Caller.Account == "" {
			return nil
		}
		key, named = browser(call), false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	b := p.byBrowser[key]
	if b == nil {
		b = &pollingBrowser{key: key, named: named, wake: make(chan struct{}, 1)}
		if p.byBrowser == nil {
			p.byBrowser = map[string]*pollingBrowser{}
		}
		p.byBrowser[key] = b
	}
	h := &heldPoll{in: p, browser: b, since: c.Now(), early: make(chan struct{})}
	b.polls = append(b.polls, h)
	switch {
	case !b.paced && b.crowded():
		b.paced = true
		go p.pace(c, b)
	case len(b.polls) == browserConnections:
		b.wakePace()
	}
	return h
}

// release removes a poll that has ended.
func (h *heldPoll) release() {
	h.in.mu.Lock()
	defer h.in.mu.Unlock()
	b := h.browser
	if i := slices.Index(b.polls, h); i >= 0 {
		b.polls = slices.Delete(b.polls, i, i+1)
	}
	if !b.crowded() {
		b.wakePace()
	}
	if len(b.polls) == 0 && h.in.byBrowser[b.key] == b {
		delete(h.in.byBrowser, b.key)
	}
}

// pace ends polls of b early until no more than freePolls wait.
func (p *browserPolls) pace(c clock.Clock, b *pollingBrowser) {
	for {
		p.mu.Lock()
		wait := b.endDue(c.Now())
		b.paced = wait > 0
		p.mu.Unlock()
		if wait == 0 {
			return
		}
		timer, stop := c.After(wait)
		select {
		case <-timer:
		case <-b.wake:
			stop()
		}
	}
}

func (b *pollingBrowser) wakePace() {
	select {
	case b.wake <- struct{}{}:
	default: // a signal is pending
	}
}

// crowded reports whether polls are to be ended early. Clients without a browser id are
// identified by account, address and User-Agent. More of them than a browser has
// connections belong to several browsers.
func (b *pollingBrowser) crowded() bool {
	n := len(b.polls)
	return n > freePolls && (b.named || n <= browserConnections)
}

// endDue ends the oldest polls that are due at time now. It returns the time until
// the next poll is due, or 0 if none is to be ended.
func (b *pollingBrowser) endDue(now time.Time) (wait time.Duration) {
	for b.crowded() {
		pause := pauseFree
		if len(b.polls) >= browserConnections {
			pause = pauseFull
		}
		oldest := b.polls[0]
		wait = max(oldest.since.Add(minHold).Sub(now), b.ended.Add(pause).Sub(now))
		if wait > 0 {
			return wait
		}
		b.polls = slices.Delete(b.polls, 0, 1)
		b.ended = now
		close(oldest.early)
	}
	return 0
}
