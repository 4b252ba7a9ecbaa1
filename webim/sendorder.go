package webim

import (
	"slices"
	"time"
)

// Messages of one conversation are sent in the order of the calls: the next one is
// sent when the request before it has ended, or has had no response for sendWait.
// Conversations do not wait for each other. A message is sent at once if no earlier
// one is in flight.

// sendWait bounds how long a message waits for the response to the message before it.
const sendWait = 2 * time.Second

// outgoing is a message to be sent.
type outgoing struct {
	session string // type + id
	done    Done
	post    func(Done)
}

// inFlightMessage is a message in flight that later ones wait for.
type inFlightMessage struct {
	stop func() // stops its timer
}

// sending holds the messages in flight and those that wait for them.
type sending struct {
	inFlight map[string]*inFlightMessage // the latest one of each session
	waiting  []outgoing                  // in the order of the calls
}

// end resets the state and returns the waiting messages.
func (s *sending) end() []outgoing {
	for _, d := range s.inFlight {
		d.stop()
	}
	waiting := s.waiting
	*s = sending{}
	return waiting
}

// sendInOrder calls post when no message before this one is in flight. post
// receives the callbacks that end it. It is called once, unless the session ends
// first.
func (c *Client) sendInOrder(session string, done Done, post func(Done)) {
	m := outgoing{session, done, post}
	if c.sending.inFlight[session] != nil {
		c.sending.waiting = append(c.sending.waiting, m)
		return
	}
	c.sendNow(m)
}

// sendNow posts a message, and the next one of its conversation after it.
func (c *Client) sendNow(m outgoing) {
	if c.sending.inFlight == nil {
		c.sending.inFlight = map[string]*inFlightMessage{}
	}
	d := &inFlightMessage{}
	c.sending.inFlight[m.session] = d
	sendNext := func() {
		s := &c.sending
		if s.inFlight[m.session] != d {
			return // the next one was sent, or the session has ended
		}
		d.stop()
		delete(s.inFlight, m.session)
		i := slices.IndexFunc(s.waiting, func(w outgoing) bool { return w.session == m.session })
		if i < 0 {
			return
		}
		next := s.waiting[i]
		s.waiting = slices.Delete(s.waiting, i, i+1)
		c.handle(next.done.failed, func() { c.sendNow(next) })
	}
	d.stop = c.Clock.After(sendWait, sendNext)
	ended := func() {
		c.markEnded()
		sendNext()
	}
	m.post(Done{
		OK:   func(args ...Arg) { m.done.ok(args...); ended() },
		Err:  func(args ...Arg) { m.done.err(args...); ended() },
		Drop: func() { m.done.drop(); ended() },
	})
}
