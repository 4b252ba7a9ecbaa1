package webim

import "math"

// store knows which messages the page's store holds, so that none is delivered
// twice. The records and sessions themselves are the page's.
type store struct {
	sessions map[string]seen // by session type + id
}

// seen maps the messages of one session to their time (unix seconds).
type seen map[messageKey]int64

// messageKey is what makes a message the same: own or not, seq and random.
// Packed, since ten thousand of them come at a time: the bits of seq, its sign
// bit (a seq has none) set for own messages, and the bits of random.
type messageKey [2]uint64

func keyOf(mine bool, seq, random float64) messageKey {
	k := messageKey{math.Float64bits(math.Abs(seq)), math.Float64bits(random)}
	if mine {
		k[0] |= 1 << 63
	}
	return k
}

func (s *store) reset() { s.sessions = map[string]seen{} }

func (s *store) forget(session string) { delete(s.sessions, session) }

// of returns what is known of a session; expect is how many more will come.
func (s *store) of(session string, expect int) seen {
	known := s.sessions[session]
	if known == nil {
		known = make(seen, expect)
		s.sessions[session] = known
	}
	return known
}

// admit remembers a message and tells whether it is new. With a window (in
// seconds, dialect 1.3) the same key counts again when that much time lies
// between; the remembered time is the latest either way.
func (k seen) admit(key messageKey, time float64, window int64) bool {
	t := int64(time)
	before, known := k[key]
	if !known {
		k[key] = t
		return true
	}
	if window == 0 {
		return false
	}
	k[key] = t
	distance := t - before
	return distance >= window || distance <= -window
}
