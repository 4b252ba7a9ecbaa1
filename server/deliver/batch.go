package deliver

import (
	"cmp"
	"slices"
)

// MaxBytes limits the total size of the items of a batch. It is a variable for
// tests.
var MaxBytes = 1 << 20

// Batch collects the oldest events of an account out of many, added in any order.
// Its memory is bounded by its limits, not by the number of events added.
type Batch struct {
	limit  int // maximum number of events
	events []*Event
	bytes  int
	end    uint64 // the batch has no events from this stamp on; 0 means no end
}

// NewBatch returns an empty batch for up to limit events and MaxBytes in total, or
// for a single larger event.
func NewBatch(limit int) *Batch { return &Batch{limit: limit} }

// Limit returns the maximum number of events.
func (b *Batch) Limit() int { return b.limit }

// Add adds an event. It reports whether later events could still fit.
func (b *Batch) Add(ev *Event) bool {
	if b.Ends(ev.Stamp) {
		return false
	}
	b.events = append(b.events, ev)
	b.bytes += len(ev.Item)
	if len(b.events) > 2*b.limit || b.bytes > 2*MaxBytes {
		b.cut()
	}
	return !b.Ends(ev.Stamp)
}

// Ends reports whether the batch ends before a stamp.
func (b *Batch) Ends(stamp uint64) bool { return b.end > 0 && stamp >= b.end }

// End ends the batch before a stamp, because the events from there on are unknown.
func (b *Batch) End(stamp uint64) {
	if !b.Ends(stamp) {
		b.end = stamp
	}
}

// cut sorts the events and drops those beyond the limits.
func (b *Batch) cut() {
	slices.SortStableFunc(b.events, func(a, b *Event) int { return cmp.Compare(a.Stamp, b.Stamp) })
	n := Fits(b.events, b.limit)
	if n < len(b.events) {
		b.End(b.events[n].Stamp)
	}
	for n > 0 && b.Ends(b.events[n-1].Stamp) {
		n--
	}
	clear(b.events[n:])
	b.events, b.bytes = b.events[:n], 0
	for _, ev := range b.events {
		b.bytes += len(ev.Item)
	}
}

// Events returns the events in order. whole reports whether there are no more.
func (b *Batch) Events() (events []*Event, whole bool) {
	b.cut()
	return b.events, b.end == 0
}

// Fits returns the number of leading events that fit into one batch, at least one.
func Fits(events []*Event, limit int) int {
	bytes := 0
	for i, ev := range events {
		if bytes += len(ev.Item); i == limit || i > 0 && bytes > MaxBytes {
			return i
		}
	}
	return len(events)
}
