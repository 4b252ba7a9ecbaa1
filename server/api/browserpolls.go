package api

import (
	"net/http"
	"slices"
	"sync"
	"time"

	"webim.js/server/clock"
)

// Over HTTP/1.x a browser opens six connections to a server at most, and a waiting
// poll takes one of them. Six polling pages leave no connection for anything else,
// and polls of further pages are not even sent. So a browser's oldest polls are
// answered early, as if their time were up; the pages poll again and take turns.
const (
	// browserConnections is how many connections a browser opens.
	browserConnections = 6

	// freePolls is how many polls of a browser wait as long as they like.
	freePolls = 3

	// minHold is how long a poll waits at least. pauseFull passes between two early
	// answers to a browser that may have no connection left: a request waits that
	// long for one. pauseFree does while a connection is left. Together they keep
	// a page with two polls below one request per second.
	minHold   = 2 * time.Second
	pauseFree = time.Second
	pauseFull = 400 * time.Millisecond

	// maxBrowserID in bytes bounds the id by which pages of a browser are known.
	maxBrowserID = 40
)

// browserPolls holds the waiting polls of each browser over HTTP/1.x. The zero
// value is ready.
type browserPolls struct {
	mu        sync.Mutex
	byBrowser map[string]*pollingBrowser
}

// pollingBrowser is a browser with waiting polls.
type pollingBrowser struct {
	key   string
	named bool        // its pages send an id
	polls []*heldPoll // oldest first
	ended time.Time   // the last early answer
	paced bool        // a goroutine answers early
}

// heldPoll is one poll.
type heldPoll struct {
	in      *browserPolls
	browser *pollingBrowser
	since   time.Time
	early   chan struct{} // closed when the poll is to be answered early
}

// hold adds a poll. It returns nil for polls that are never answered early: over
// HTTP/2 and later, and of unknown visitors whose SDK sends no browser id.
func (p *browserPolls) hold(c clock.Clock, r *http.Request, call *Call) *heldPoll {
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
		b = &pollingBrowser{key: key, named: named}
		if p.byBrowser == nil {
			p.byBrowser = map[string]*pollingBrowser{}
		}
		p.byBrowser[key] = b
	}
	h := &heldPoll{in: p, browser: b, since: c.Now(), early: make(chan struct{})}
	b.polls = append(b.polls, h)
	if !b.paced && b.crowded() {
		b.paced = true
		go p.pace(c, b)
	}
	return h
}

// release removes a poll that was answered.
func (h *heldPoll) release() {
	h.in.mu.Lock()
	defer h.in.mu.Unlock()
	b := h.browser
	if i := slices.Index(b.polls, h); i >= 0 {
		b.polls = slices.Delete(b.polls, i, i+1)
	}
	if len(b.polls) == 0 && h.in.byBrowser[b.key] == b {
		delete(h.in.byBrowser, b.key)
	}
}

// pace answers polls of b early until no more wait than may.
func (p *browserPolls) pace(c clock.Clock, b *pollingBrowser) {
	for {
		p.mu.Lock()
		wait := b.endDue(c.Now())
		b.paced = wait > 0
		p.mu.Unlock()
		if wait == 0 {
			return
		}
		timer, _ := c.After(wait)
		<-timer
	}
}

// crowded reports whether polls are to be answered early. Pages without a browser
// id are known by account, address and user agent. If more of these wait than one
// browser has connections, they are not one browser.
func (b *pollingBrowser) crowded() bool {
	n := len(b.polls)
	return n > freePolls && (b.named || n <= browserConnections)
}

// endDue answers the oldest polls early that are due now and returns when to look
// again, 0 if there is no need to.
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
