package webim

import (
	"time"

	"webim.js/webim/jsontext"
)

// The connection states told to onConnNotify (webim.CONNECTION_STATUS).
const (
	connInit      = -1
	connOn        = 0
	connReconnect = 1
	connOff       = 9999
)

// A poll that fails is repeated quickly this often; then the connection counts
// as off and the pauses are long.
const quickRetries = 10

const (
	quickPause   = 100 * time.Millisecond // 1.7; 1.3 pauses not at all
	longPause    = 5 * time.Second
	longestPause = 60 * time.Second // before jitter
)

// loop is a poll that is repeated as long as it is wanted: its bad luck so far,
// and the wait for the next try. The page's own poll is one, and each big
// group's.
type loop struct {
	failures int    // in a row
	refused  bool   // the last one was an answer, not a loss
	pauses   int    // long ones so far, for their growth
	next     func() // what the wait is for; nil when there is none
	stopWait func()
}

func (l *loop) succeeded() { l.failures, l.refused, l.pauses = 0, false, 0 }

func (l *loop) failed(refused bool) {
	l.failures++
	l.refused = refused
}

// wait calls next after d, or when the page wakes. Should next break, it waits
// again.
func (l *loop) wait(c *Client, d time.Duration, next func()) {
	l.stop()
	l.next = func() {
		c.handle(func(jsontext.Value) { l.wait(c, longPause, next) }, next)
	}
	l.stopWait = c.Clock.After(d, func() {
		next := l.next
		l.next = nil
		next()
	})
}

func (l *loop) stop() {
	if l.next != nil {
		l.next = nil
		l.stopWait()
	}
}

func (l *loop) wake() {
	if next := l.next; next != nil {
		l.stop()
		next()
	}
}

// longPause is how long to wait once quick retries are used up. A network that
// is gone is tried every five seconds as ever; a server that answers, and
// refuses, is left alone for longer and longer, and not by all its clients at
// the same moment.
func (l *loop) longPause(random Random) time.Duration {
	if !l.refused {
		return longPause
	}
	pause := min(longPause<<min(l.pauses, 4), longestPause)
	l.pauses++
	return pause + time.Duration(random.Uint32()%1000)*pause/2000 // up to half more
}

// retryPause is how long to wait before a request of the SDK's own is repeated
// that failed: a second, and longer and longer.
func (l *loop) retryPause(random Random) time.Duration {
	pause := min(time.Second<<min(max(l.failures, 1)-1, 6), longestPause)
	return pause + time.Duration(random.Uint32()%1000)*pause/2000
}

// connection is the page's own poll, and its state as the page sees it.
type connection struct {
	loop
	state int
}

// reset ends the poll's waiting. The state outlives a sign-in, as the original's:
// a page hears of INIT->ON once, however often it signs in.
func (s *connection) reset() {
	s.stop()
	*s = connection{state: s.state}
}

// heard is called for every HTTP answer but a poll's: the network works. It
// clears losses; it does not clear refusals, for a server that refuses every
// poll would then be asked ten times a second for ever.
func (s *connection) heard() {
	if !s.refused {
		s.failures = 0
	}
}

// pollWell is called after a poll that brought news or none. It tells the page
// what changed; the next poll may start at once.
func (c *Client) pollWell() {
	s := &c.conn
	s.succeeded()
	switch s.state {
	case connInit:
		s.state = connOn
		c.tellConnection("OK", connOn, "create connection successfully(INIT->ON)")
	case connReconnect:
		s.state = connOn
	case connOff:
		s.state = connReconnect
		c.tellConnection("OK", connReconnect, "reconnect successfully(OFF->RECONNECT)")
	}
}

// pollBadly is called after a poll that failed and starts the next one, by
// next, when it is time: quickly at first; from the eleventh failure in a row
// the connection is off and pauses are long.
func (c *Client) pollBadly(refused bool, next func()) {
	s := &c.conn
	s.failed(refused)
	if s.failures <= quickRetries {
		s.wait(c, c.d.retryPause, next)
		return
	}
	s.wait(c, s.longPause(c.Random), next)
	if s.state != connOff {
		s.state = connOff
		c.tellConnection("FAIL", connOff, "connection is off")
	}
}

// tellConnection calls onConnNotify; dialect 1.3 knows the listener but never
// calls it.
func (c *Client) tellConnection(status string, code int, info string) {
	if !c.d.tellsConnection {
		return
	}
	v := failure(jsontext.Int(code), info)
	v.Set("ActionStatus", jsontext.String(status))
	c.Page.Notify("onConnNotify", "", v)
}
