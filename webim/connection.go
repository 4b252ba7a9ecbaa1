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
	quickPause  = 100 * time.Millisecond // 1.7; 1.3 pauses not at all
	longPause   = 5 * time.Second
	longestWait = 60 * time.Second
)

// connection is the state of the poll loop as a page sees it.
type connection struct {
	state    int
	failures int  // bad polls in a row
	refused  bool // the last bad poll was an answer, not a loss
	pauses   int  // long pauses so far, for their growth
	waiting  func()
	stopWait func()
}

func (s *connection) start() { *s = connection{state: connInit} }

func (s *connection) stop() {
	if s.stopWait != nil {
		s.stopWait()
	}
	s.start()
}

// heard is called for every good HTTP answer but a poll's: the network works.
// It clears losses; it does not clear refusals, for a server that refuses every
// poll would then be asked ten times a second for ever.
func (s *connection) heard() {
	if !s.refused {
		s.failures = 0
	}
}

func (s *connection) wake() {
	if next := s.waiting; next != nil {
		s.waiting = nil
		s.stopWait()
		next()
	}
}

// pollWell is called after a poll that brought news or none. It tells the page
// what changed; the next poll may start at once.
func (c *Client) pollWell() {
	s := &c.conn
	s.failures, s.pauses, s.refused = 0, 0, false
	was := s.state
	switch was {
	case connInit, connReconnect:
		s.state = connOn
	case connOff:
		s.state = connReconnect
	}
	switch was {
	case connInit:
		c.tellConnection("OK", s.state, "create connection successfully(INIT->ON)")
	case connOff:
		c.tellConnection("OK", s.state, "reconnect successfully(OFF->RECONNECT)")
	}
}

// pollBadly is called after a poll that failed and starts the next one, by
// next, when it is time: quickly at first; from the eleventh failure in a row
// the connection is off and pauses are long. A network that is gone is tried
// every five seconds as ever; a server that answers, and refuses, is left
// alone for longer and longer, not by all its clients at the same moment.
func (c *Client) pollBadly(refused bool, next func()) {
	s := &c.conn
	s.failures++
	s.refused = refused
	if s.failures <= quickRetries {
		c.wait(c.d.retryPause, next)
		return
	}
	if s.state != connOff {
		s.state = connOff
		c.tellConnection("FAIL", connOff, "connection is off")
	}
	pause := longPause
	if refused {
		for range min(s.pauses, 4) {
			pause *= 2
		}
		pause = min(pause, longestWait)
		pause += time.Duration(c.Random.Uint32()%1000) * pause / 2000 // up to half more
		s.pauses++
	}
	c.wait(pause, next)
}

func (c *Client) wait(d time.Duration, next func()) {
	s := &c.conn
	s.waiting = next
	s.stopWait = c.Clock.After(d, func() {
		if f := s.waiting; f != nil {
			s.waiting = nil
			f()
		}
	})
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
