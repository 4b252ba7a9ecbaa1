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
	longPause    = 5 * time.Second        // the first one, at least
	longestPause = 60 * time.Second       // of retryPause, before jitter
)

// pauses are how long to wait, at least, and by chance up to how much more, once
// the quick retries are used up; the last is for all that follow. A server that
// dies is missed by all its pages at the same moment. The first pause is as the
// original's.
type pauses []struct{ least, more time.Duration }

// Hidden pages spread their tries over a minute from the third on, as polls are
// that bring no news: a server that returns receives hardly more requests than
// before, and has all of them back after a minute (TestReconnectionIsKind). Visible
// pages, which are few and looked at, are back within ten seconds.
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

// longPause is how long to wait once quick retries are used up: not the same for
// all clients of a server, and longer and longer for a page that nobody looks at.
func (l *loop) longPause(c *Client) time.Duration {
	list := hiddenPauses
	if c.Page.Visible() {
		list = visiblePauses
	}
	pause := list[min(l.pauses, len(list)-1)]
	l.pauses++
	return pause.least + time.Duration(c.Random.Uint32()%1000)*pause.more/1000
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
// clears losses, and ends a long wait: who asks for something else is there, and
// no crowd. It does not clear refusals, for a server that refuses every poll
// would then be asked ten times a second for ever.
func (s *connection) heard() {
	if s.refused {
		return
	}
	off := s.failures > quickRetries
	s.failures, s.pauses = 0, 0
	if off {
		s.wake()
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
	s.wait(c, s.longPause(c), next)
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
