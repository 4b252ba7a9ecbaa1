package deliver

import (
	"cmp"
	"slices"
)

// MaxBytes bounds what a page of events holds of items. Tests have less.
var MaxBytes = 1 << 20

// Page collects an account's oldest events out of many, in any order, and holds
// little more than it returns, however many there are.
type Page struct {
	limit  int // events
	events []*Event
	bytes  int
	end    uint64 // the page has nothing from this stamp on; 0: no end
}

// NewPage returns an empty page for up to limit events of MaxBytes together,
// and for one that is larger.
func NewPage(limit int) *Page { return &Page{limit: limit} }

// Limit is how many events the page may have.
func (p *Page) Limit() int { return p.limit }

// Add offers an event. It reports whether later ones could still be on the page.
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

// End ends the page before a stamp: from there on its events are not known.
func (p *Page) End(stamp uint64) {
	if !p.Ends(stamp) {
		p.end = stamp
	}
}

// cut orders the events, and drops what is beyond the bounds.
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

// Events returns the page in order. whole reports whether there are no more.
func (p *Page) Events() (events []*Event, whole bool) {
	p.cut()
	return p.events, p.end == 0
}

// Fits is how many of the first events one page may have: at least one.
func Fits(events []*Event, limit int) int {
	bytes := 0
	for i, ev := range events {
		if bytes += len(ev.Item); i == limit || i > 0 && bytes > MaxBytes {
			return i
		}
	}
	return len(events)
}
