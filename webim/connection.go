package webim

import (
	"time"

	"webim.js/webim/jsontext"
)

// The connection states passed to onConnNotify (webim.CONNECTION_STATUS).
const (
	connInit      = -1
	connOn        = 0
	connReconnect = 1
	connOff       = 9999
)

// quickRetries is the number of times a failing poll is retried quickly. After
// that the connection is off and the pauses are long.
const quickRetries = 10

const (
	quickPause   = 100 * time.Millisecond // 1.7; 1.3 does not pause
	longPause    = 5 * time.Second        // minimum of the first long pause
	longestPause = 60 * time.Second       // maximum of retryPause, before jitter
)

// pauses lists the pauses between retries after the quick ones: the minimum and
// the jitter added to it. The last entry applies to all further retries. Jitter
// spreads the load on a server after an outage, when all pages reconnect at the same
// time. The first minimum is the original's.
type pauses []struct{ least, more time.Duration }

// Hidden pages spread their retries over a minute from the third one on, like
// idle polls, so a server receives hardly more requests after an outage than before
// it, and all pages reconnect within a minute (TestReconnectionSpreadsLoad). Visible
// pages, which are few, reconnect within ten seconds.
var (
	hiddenPauses = pauses{
		{longPause, longPause / 2},
		{10 * time.Second, 10 * time.Second},
		{5 * time.Second, 55 * time.Second},
		{45 * time.Second, 15 * time.Second},
	}
	visiblePauses = pauses{
		{longPause, longPause / 2},
		{2 * time.Second, 8 * time.Second},
		{6 * time.Second, 4 * time.Second},
	}
)

// retrier is the retry state of a repeated request: its failures so far and the wait
// for the next attempt.
type retrier struct {
	failures int    // in a row
	refused  bool   // the last failure was a response, not a lost connection
	pauses   int    // number of long pauses so far
	next     func() // called at the end of the wait; nil if not waiting
	stopWait func()
}

func (r *retrier) succeeded() { r.failures, r.refused, r.pauses = 0, false, 0 }

func (r *retrier) failed(refused bool) {
	r.failures++
	r.refused = refused
}

// wait calls next after d, or on wake. If next panics, it waits again.
func (r *retrier) wait(c *Client, d time.Duration, next func()) {
	r.stop()
	r.next = func() {
		c.handle(func(jsontext.Value) { r.wait(c, longPause, next) }, next)
	}
	r.stopWait = c.Clock.After(d, func() {
		next := r.next
		r.next = nil
		next()
	})
}

func (r *retrier) stop() {
	if r.next != nil {
		r.next = nil
		r.stopWait()
	}
}

func (r *retrier) wake() {
	if next := r.next; next != nil {
		r.stop()
		next()
	}
}

// longPause returns the pause before the next attempt after the quick retries. It
// has jitter, and grows more for hidden pages.
func (r *retrier) longPause(c *Client) time.Duration {
	list := hiddenPauses
	if c.Page.Visible() {
		list = visiblePauses
	}
	pause := list[min(r.pauses, len(list)-1)]
	r.pauses++
	return pause.least + time.Duration(c.Random.Uint32()%1000)*pause.more/1000
}

// retryPause returns the pause before the SDK retries one of its own requests:
// exponential backoff from one second, with jitter.
func (r *retrier) retryPause(random Random) time.Duration {
	pause := min(time.Second<<min(max(r.failures, 1)-1, 6), longestPause)
	return pause + time.Duration(random.Uint32()%1000)*pause/2000
}

// connection is the retry state of the page's poll, and the connection state last
// reported to the page.
type connection struct {
	retrier
	state int
}

// reset stops the poll's wait. The state outlives a session, as in the original:
// INIT->ON is reported once, however often the page signs in.
func (s *connection) reset() {
	s.stop()
	*s = connection{state: s.state}
}

// gotResponse is called for every HTTP response except a poll's. It resets the count
// of lost connections and ends a long wait, since the network works and the page is in
// use. Refusals are not reset: otherwise a server that refuses every poll would receive
// ten a second indefinitely.
func (s *connection) gotResponse() {
	if s.refused {
		return
	}
	off := s.failures > quickRetries
	s.failures, s.pauses = 0, 0
	if off {
		s.wake()
	}
}

// pollSucceeded is called after a successful poll, with or without events. It notifies
// the page of a change of state. The next poll may start at once.
func (c *Client) pollSucceeded() {
	s := &c.conn
	s.succeeded()
	switch s.state {
	case connInit:
		s.state = connOn
		c.notifyConnection("OK", connOn, "create connection successfully(INIT->ON)")
	case connReconnect:
		s.state = connOn
	case connOff:
		s.state = connReconnect
		c.notifyConnection("OK", connReconnect, "reconnect successfully(OFF->RECONNECT)")
	}
}

// pollFailed is called after a failed poll and schedules next: soon at first; from
// the eleventh failure in a row the connection is off and the pauses are long.
func (c *Client) pollFailed(refused bool, next func()) {
	s := &c.conn
	s.failed(refused)
	if s.failures <= quickRetries {
		s.wait(c, c.d.retryPause, next)
		return
	}
	s.wait(c, s.longPause(c), next)
	if s.state != connOff {
		s.state = connOff
		c.notifyConnection("FAIL", connOff, "connection is off")
	}
}

// notifyConnection calls onConnNotify. Dialect 1.3 accepts the listener but never
// calls it.
func (c *Client) notifyConnection(status string, code int, info string) {
	if !c.d.notifiesConnection {
		return
	}
	v := failure(jsontext.Int(code), info)
	v.Set("ActionStatus", jsontext.String(status))
	c.Page.Notify("onConnNotify", "", v)
}
