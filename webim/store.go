package webim

import "math"

// store is an index of the messages in the page's store, used to detect duplicates.
// JavaScript holds the records and sessions themselves.
type store struct {
	sessions map[string]*seen // by session type + id
}

func (s *store) reset() { s.sessions = map[string]*seen{} }

func (s *store) drop(session string) { delete(s.sessions, session) }

// session returns the index of a session, and creates it if necessary.
func (s *store) session(session string) *seen {
	known := s.sessions[session]
	if known == nil {
		known = new(seen)
		s.sessions[session] = known
	}
	return known
}

// seen is the index of one session's messages: those of others, the user's own, and
// those that this page sent.
type seen struct {
	sets [2]keySet
	sent map[messageKey]bool
}

// keySet is a set of messages. Nearly all arrive in ascending order of seq, by the
// thousand. Those are appended to a slice, at a tenth of the cost of a map's
// insertion; the others are stored in a map.
type keySet struct {
	ordered []seenMessage // ascending
	late    map[messageKey]int64
}

// messageKey identifies a message among a session's own or others' messages: seq
// and random, as the bits of their float64 values, which sort like the values.
type messageKey struct{ seq, random uint64 }

type seenMessage struct {
	messageKey
	time int64 // unix seconds
}

func (k messageKey) less(o messageKey) bool {
	return k.seq < o.seq || k.seq == o.seq && k.random < o.random
}

// reserve reserves capacity for n more messages of others.
func (s *seen) reserve(n int) {
	set := &s.sets[0]
	if cap(set.ordered)-len(set.ordered) < n {
		set.ordered = append(make([]seenMessage, 0, len(set.ordered)+n), set.ordered...)
	}
}

// admit records a message and reports whether it is new. With a window (in seconds;
// dialect 1.3) a message is new again when its time differs by at least that much.
// The time recorded is always the latest.
func (s *seen) admit(mine bool, seq, random, time float64, window int64) bool {
	set := &s.sets[0]
	if mine {
		set = &s.sets[1]
	}
	key := keyOf(seq, random)
	t := int64(time)
	if n := len(set.ordered); n == 0 || set.ordered[n-1].less(key) {
		set.ordered = append(set.ordered, seenMessage{key, t})
		return true
	}
	if at := set.find(key); at >= 0 {
		before := set.ordered[at].time
		set.ordered[at].time = t
		return outsideWindow(before, t, window)
	}
	before, known := set.late[key]
	if set.late == nil {
		set.late = map[messageKey]int64{}
	}
	set.late[key] = t
	return !known || outsideWindow(before, t, window)
}

// markSent records that this page has sent a message and reports whether it had sent
// it before. A message that is known but was not sent before is the server's echo.
func (s *seen) markSent(seq, random float64) (again bool) {
	key := keyOf(seq, random)
	again = s.sent[key]
	if s.sent == nil {
		s.sent = map[messageKey]bool{}
	}
	s.sent[key] = true
	return again
}

func keyOf(seq, random float64) messageKey {
	return messageKey{math.Float64bits(math.Abs(seq)), math.Float64bits(math.Abs(random))}
}

// find returns the index of a key in the slice, or -1.
func (set *keySet) find(key messageKey) int {
	low, high := 0, len(set.ordered)
	for low < high {
		middle := int(uint(low+high) / 2)
		if set.ordered[middle].less(key) {
			low = middle + 1
		} else {
			high = middle
		}
	}
	if low < len(set.ordered) && set.ordered[low].messageKey == key {
		return low
	}
	return -1
}

// outsideWindow reports whether a known message counts as new, because its times
// differ by at least the window.
func outsideWindow(before, now, window int64) bool {
	distance := now - before
	return window > 0 && (distance >= window || distance <= -window)
}
