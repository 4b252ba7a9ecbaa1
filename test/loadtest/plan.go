package main

import (
	"fmt"
	"math"
	"time"
)

// plan says who sends what to whom and when. Message k is the k/senders-th of
// sender k%senders, so each sender's messages are in order of their numbers,
// and the server hears of them one after the other.
type plan struct {
	users, senders int
	groupSize      int
	messages       []message
	interval       time.Duration // between two messages
}

// message is one to send. User numbers begin at 0; group g is the users from
// g*groupSize on.
type message struct {
	from  int
	to    int // a user, or a group
	group bool
}

// mostFlatOut is more messages a second than any server of this kind takes.
const mostFlatOut = 20_000

func newPlan(s *settings) *plan {
	rate := s.rate
	if s.flatOut {
		rate = mostFlatOut
	}
	p := &plan{
		users: s.users, senders: s.senders, groupSize: s.groupSize,
		messages: make([]message, rate*s.seconds),
		interval: time.Second / time.Duration(rate),
	}
	toGroups := 0
	sent := make([]int, s.senders)
	for k := range p.messages {
		from := k % s.senders
		m := message{from: from}
		if int(math.Round(float64(k+1)*s.groupShare)) > toGroups {
			toGroups++
			m.group, m.to = true, from/s.groupSize
		} else {
			// Round all users, the sender left out.
			sent[from]++
			m.to = (from + 1 + sent[from]*s.senders%(s.users-1)) % s.users
			if m.to == from {
				m.to = (from + 1) % s.users
			}
		}
		p.messages[k] = m
	}
	return p
}

// groups is how many there are. The last users may fill none.
func (p *plan) groups() int { return p.users / p.groupSize }

// members are the users of a group.
func (p *plan) members(group int) (first, end int) {
	return group * p.groupSize, (group + 1) * p.groupSize
}

func userName(n int) string { return fmt.Sprintf("load%05d", n) }

func groupName(n int) string { return fmt.Sprintf("loadgroup%04d", n) }
