package main

import (
	"fmt"
	"math"
	"time"
)

// plan holds the messages to send, with their senders, recipients and times.
// Message k is the k/senders-th message of sender k%senders, so each sender's
// messages are in order of their numbers and are sent one after the other.
type plan struct {
	users, senders int
	groupSize      int
	messages       []message
	interval       time.Duration // between two messages
}

// message is a message to send. User numbers begin at 0; the members of group g are
// the users from g*groupSize on.
type message struct {
	from  int
	to    int // a user, or a group
	group bool
}

// saturationRate is a message rate that no server reaches.
const saturationRate = 20_000

func newPlan(s *settings) *plan {
	rate := s.rate
	if s.saturate {
		rate = saturationRate
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
			// The receivers are all users in turn, except the sender.
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

// groups returns the number of groups. The last users may be too few for another group.
func (p *plan) groups() int { return p.users / p.groupSize }

// members returns the range of a group's users.
func (p *plan) members(group int) (first, end int) {
	return group * p.groupSize, (group + 1) * p.groupSize
}

func userName(n int) string { return fmt.Sprintf("load%05d", n) }

func groupName(n int) string { return fmt.Sprintf("loadgroup%04d", n) }
