package pgproxy

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"sync/atomic"
	"time"
)

// failures holds the fractions of notifications that are lost and that are delayed.
type failures struct {
	lost, late float64
	failed     *atomic.Int64
}

// maxDelay is the maximum delay of a notification.
const maxDelay = 400 * time.Millisecond

// FailNotifications makes notifications (NOTIFY) fail on future connections. lost
// and late are the fractions that are dropped and that are delayed past others. It
// returns a counter of both.
func (p *Proxy) FailNotifications(lost, late float64) (failed *atomic.Int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	failed = &atomic.Int64{}
	p.failures = failures{lost, late, failed}
	return failed
}

func (b failures) fail() bool { return b.lost+b.late > 0 }

// splitter finds notifications in the stream from the database, whose messages
// begin with a letter and their length.
type splitter struct {
	failures
	rest  []byte // incomplete message
	later func([]byte) bool
}

// pass returns the data to forward immediately.
func (s *splitter) pass(data []byte) []byte {
	s.rest = append(s.rest, data...)
	var forwarded []byte
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
				time.AfterFunc(rand.N(maxDelay), func() { s.later(message) })
				continue
			}
		}
		forwarded = append(forwarded, message...)
	}
	s.rest = bytes.Clone(s.rest)
	return forwarded
}
