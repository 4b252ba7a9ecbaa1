package webim

import "math"

// store knows which messages the page's store holds, so that none is delivered
// twice. The records and sessions themselves are the page's.
type store struct {
	sessions map[string]*seen // by session type + id
}

func (s *store) reset() { s.sessions = map[string]*seen{} }

func (s *store) forget(session string) { delete(s.sessions, session) }

// of returns what is known of a session.
func (s *store) of(session string) *seen {
	known := s.sessions[session]
	if known == nil {
		known = new(seen)
		s.sessions[session] = known
	}
	return known
}

// seen is what is known of one session's messages: others' and own ones, and of
// those which were sent by this page.
type seen struct {
	sets [2]keySet
	sent map[messageKey]bool
}

// keySet is a set of messages. They come in order of their seq, thousands at a
// time, nearly always: those are appended to a slice, which costs a tenth of a
// map's insertion. What comes late goes to the map.
type keySet struct {
	ordered []seenMessage // ascending
	late    map[messageKey]int64
}

// messageKey is what makes a message the same among a session's own or others'
// messages: seq and random, as the bits of their numbers, which are in the same
// order as the numbers.
type messageKey struct{ seq, random uint64 }

type seenMessage struct {
	messageKey
	time int64 // unix seconds
}

func (k messageKey) less(o messageKey) bool {
	return k.seq < o.seq || k.seq == o.seq && k.random < o.random
}

// expect makes room for n more messages of others.
func (s *seen) expect(n int) {
	set := &s.sets[0]
	if room := cap(set.ordered) - len(set.ordered); room < n {
		set.ordered = append(make([]seenMessage, 0, len(set.ordered)+n), set.ordered...)
	}
}

// admit remembers a message and tells whether it is new. With a window (in
// seconds, dialect 1.3) the same message counts again when that much time lies
// between; the remembered time is the latest either way.
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
		return again(before, t, window)
	}
	before, known := set.late[key]
	if set.late == nil {
		set.late = map[messageKey]int64{}
	}
	set.late[key] = t
	return !known || again(before, t, window)
}

// sentNow remembers a message that this page has sent and tells whether it had
// done so before. One that is known without it is the server's echo.
func (s *seen) sentNow(seq, random float64) (again bool) {
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

// find returns the place of a key in the slice, -1 when it is not there.
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

// again tells whether a message that was seen before counts as another one.
func again(before, now, window int64) bool {
	distance := now - before
	return window > 0 && (distance >= window || distance <= -window)
}
