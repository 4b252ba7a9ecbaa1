package deliver

import (
	"cmp"
	"slices"
)

// MaxBytes limits the total size of the items of a page. It is a variable for
// tests.
var MaxBytes = 1 << 20

// Page collects the oldest events of an account out of many, added in any order.
// Its memory is bounded by its limits, not by the number of events added.
type Page struct {
	limit  int // maximum number of events
	events []*Event
	bytes  int
	end    uint64 // the page has no events from this stamp on; 0: no end
}

// NewPage returns an empty page for up to limit events and MaxBytes in total, or
// for a single larger event.
func NewPage(limit int) *Page { return &Page{limit: limit} }

// Limit returns the maximum number of events.
func (p *Page) Limit() int { return p.limit }

// Add adds an event. It reports whether later events could still fit.
func (p *Page) Add(ev *Event) bool {
	if p.Ends(ev.Stamp) {
		return false
	}
	p.events = append(p.events, ev)
	p.bytes += len(ev.Item)
	if len(p.events) > 2*p.limit || p.bytes > 2*MaxBytes {
		p.cut()
	}
	return !p.Ends(ev.Stamp)
}

// Ends reports whether the page ends before a stamp.
func (p *Page) Ends(stamp uint64) bool { return p.end > 0 && stamp >= p.end }

// End ends the page before a stamp, because the events from there on are unknown.
func (p *Page) End(stamp uint64) {
	if !p.Ends(stamp) {
		p.end = stamp
	}
}

// cut sorts the events and drops those beyond the limits.
func (p *Page) cut() {
	slices.SortStableFunc(p.events, func(a, b *Event) int { return cmp.Compare(a.Stamp, b.Stamp) })
	n := Fits(p.events, p.limit)
	if n < len(p.events) {
		p.End(p.events[n].Stamp)
	}
	for n > 0 && p.Ends(p.events[n-1].Stamp) {
		n--
	}
	clear(p.events[n:])
	p.events, p.bytes = p.events[:n], 0
	for _, ev := range p.events {
		p.bytes += len(ev.Item)
	}
}

// Events returns the events in order. whole reports whether there are no more.
func (p *Page) Events() (events []*Event, whole bool) {
	p.cut()
	return p.events, p.end == 0
}

// Fits returns how many of the first events fit into one page, at least one.
func Fits(events []*Event, limit int) int {
	bytes := 0
	for i, ev := range events {
		if bytes += len(ev.Item); i == limit || i > 0 && bytes > MaxBytes {
			return i
		}
	}
	return len(events)
}
