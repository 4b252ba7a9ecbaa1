package webim

import "time"

// Messages that a page sends in a row reach a conversation in the order of the
// calls: the next one leaves when the one before has ended, or has had no answer
// for sendWait. Conversations do not wait for each other, and a message that
// finds none in flight leaves at once.

// sendWait is how long a message waits, at most, for the answer to the one before.
const sendWait = 2 * time.Second

// outgoing is a message on its way out.
type outgoing struct {
	number int // of all messages, in order of the calls
	done   Done
	post   func(Done)
}

// sendQueue is a conversation with a message in flight.
type sendQueue struct {
	waiting []outgoing
	stop    func() // the timer of the message in flight
}

// sending is every conversation that has a queue.
type sending struct {
	queues map[string]*sendQueue // by session type + id
	number int
}

// end empties the queues and returns what was in them, in order of the calls.
func (s *sending) end() []outgoing {
	var left []outgoing
	for _, q := range s.queues {
		q.stop()
		left = append(left, q.waiting...)
	}
	s.queues = nil
	order, ordered := make([]int, len(left)), make([]outgoing, len(left))
	for i := range order {
		order[i] = i
	}
	sortBy(order, func(i int) float64 { return float64(left[i].number) })
	for to, from := range order {
		ordered[to] = left[from]
	}
	return ordered
}

// sendInOrder posts a message when it is its turn. post is called once, unless
// the session ends before, and gets the callbacks to end in.
func (c *Client) sendInOrder(session string, done Done, post func(Done)) {
	s := &c.sending
	s.number++
	m := outgoing{s.number, done, post}
	if q := s.queues[session]; q != nil {
		q.waiting = append(q.waiting, m)
		return
	}
	if s.queues == nil {
		s.queues = map[string]*sendQueue{}
	}
	q := &sendQueue{}
	s.queues[session] = q
	c.leave(session, q, m)
}

// leave posts a message and has the next one follow.
func (c *Client) leave(session string, q *sendQueue, m outgoing) {
	followed := false
	next := func() {
		if followed || c.sending.queues[session] != q {
			return
		}
		followed = true
		q.stop()
		if len(q.waiting) == 0 {
			delete(c.sending.queues, session)
			return
		}
		m := q.waiting[0]
		q.waiting = q.waiting[1:]
		c.handle(m.done.failed, func() { c.leave(session, q, m) })
	}
	q.stop = c.Clock.After(sendWait, next)
	ended := func() {
		c.handled()
		next()
	}
	m.post(Done{
		OK:   func(args ...Arg) { m.done.ok(args...); ended() },
		Err:  func(args ...Arg) { m.done.err(args...); ended() },
		Drop: func() { m.done.drop(); ended() },
	})
}
