package pgproxy

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"sync/atomic"
	"time"
)

// failures is what becomes of notifications: shares of them that never come, and
// that come late.
type failures struct {
	lost, late float64
	failed     *atomic.Int64
}

// latest is by how much a notification comes late at most.
const latest = 400 * time.Millisecond

// FailNotifications has notifications (NOTIFY) fail on connections that are made later:
// a share never comes, another one late, and after others. The number of both
// is counted.
func (p *Proxy) FailNotifications(lost, late float64) (failed *atomic.Int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	failed = &atomic.Int64{}
	p.failures = failures{lost, late, failed}
	return failed
}

func (b failures) fail() bool { return b.lost+b.late > 0 }

// splitter finds the notifications in what a database says, whose messages
// begin with a letter and their length.
type splitter struct {
	failures
	rest  []byte // the beginning of a message
	later func([]byte) bool
}

// pass returns what is to be passed on at once.
func (s *splitter) pass(data []byte) []byte {
	s.rest = append(s.rest, data...)
	var on []byte
	for len(s.rest) >= 5 {
		length := 1 + int(binary.BigEndian.Uint32(s.rest[1:]))
		if len(s.rest) < length {
			break
		}
		message := s.rest[:length]
		s.rest = s.rest[length:]
		if message[0] == 'A' {
			switch chance := rand.Float64(); {
			case chance < s.lost:
				s.failed.Add(1)
				continue
			case chance < s.lost+s.late:
				s.failed.Add(1)
				message = bytes.Clone(message)
				time.AfterFunc(rand.N(latest), func() { s.later(message) })
				continue
			}
		}
		on = append(on, message...)
	}
	s.rest = bytes.Clone(s.rest)
	return on
}
