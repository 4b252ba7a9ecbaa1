package webim

import (
	"slices"
	"time"
)

// Messages that a page sends in a row reach a conversation in the order of the
// calls: the next one leaves when the one before has ended, or has had no answer
// for sendWait. Conversations do not wait for each other, and a message that
// finds none in flight leaves at once.

// sendWait is how long a message waits, at most, for the answer to the one before.
const sendWait = 2 * time.Second

// outgoing is a message that waits for the one before.
type outgoing struct {
	session string // type + id
	done    Done
	post    func(Done)
}

// departure is a message in flight that others may wait for.
type departure struct {
	stop func() // its timer
}

// sending holds the messages that keep an order.
type sending struct {
	inFlight map[string]*departure // the latest of each session
	waiting  []outgoing            // in order of the calls
}

// end returns the messages that wait, and forgets those in flight.
func (s *sending) end() []outgoing {
	for _, d := range s.inFlight {
		d.stop()
	}
	waiting := s.waiting
	*s = sending{}
	return waiting
}

// sendInOrder posts a message when it is its turn. post is called once, unless
// the session ends before, and gets the callbacks to end in.
func (c *Client) sendInOrder(session string, done Done, post func(Done)) {
	m := outgoing{session, done, post}
	if c.sending.inFlight[session] != nil {
		c.sending.waiting = append(c.sending.waiting, m)
		return
	}
	c.leave(m)
}

// leave posts a message and has the next one of its conversation follow.
func (c *Client) leave(m outgoing) {
	if c.sending.inFlight == nil {
		c.sending.inFlight = map[string]*departure{}
	}
	d := &departure{}
	c.sending.inFlight[m.session] = d
	follow := func() {
		s := &c.sending
		if s.inFlight[m.session] != d {
			return // the next one has left, or the session has ended
		}
		d.stop()
		delete(s.inFlight, m.session)
		i := slices.IndexFunc(s.waiting, func(w outgoing) bool { return w.session == m.session })
		if i < 0 {
			return
		}
		next := s.waiting[i]
		s.waiting = slices.Delete(s.waiting, i, i+1)
		c.handle(next.done.failed, func() { c.leave(next) })
	}
	d.stop = c.Clock.After(sendWait, follow)
	ended := func() {
		c.handled()
		follow()
	}
	m.post(Done{
		OK:   func(args ...Arg) { m.done.ok(args...); ended() },
		Err:  func(args ...Arg) { m.done.err(args...); ended() },
		Drop: func() { m.done.drop(); ended() },
	})
}
