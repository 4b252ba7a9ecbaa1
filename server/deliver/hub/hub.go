// Package hub delivers events within one process.
package hub

import (
	"hash/maphash"
	"sort"
	"sync"

	"webim.js/server/deliver"
)

// shards reduces lock contention between users.
const shards = 64

// Bounds limits the memory of a hub.
type Bounds struct {
	// Held is the maximum number of events per subscription, and HeldBytes the
	// maximum size of their items; further events are read from the store.
	Held, HeldBytes int

	// Recent is the size in bytes of the recent events that each shard holds for
	// new subscriptions.
	Recent int
}

// defaultBounds hold one to two seconds of events on a busy site.
var defaultBounds = Bounds{Held: 1000, HeldBytes: 256 << 10, Recent: 16 << 10}

// Hub implements deliver.Delivery.
type Hub struct {
	bounds Bounds
	seed   maphash.Seed
	shards [shards]shard
}

type shard struct {
	mu     sync.RWMutex
	subs   map[string][]*subscription // by account; slices are copied on write
	recent recent
}

// New returns an empty hub with default bounds.
func New() *Hub { return NewBounded(defaultBounds) }

// NewBounded returns an empty hub with the given bounds.
func NewBounded(b Bounds) *Hub {
	h := &Hub{bounds: b, seed: maphash.MakeSeed()}
	for i := range h.shards {
		h.shards[i].subs = map[string][]*subscription{}
		h.shards[i].recent.limit = b.Recent
	}
	return h
}

func (h *Hub) shard(account string) *shard {
	return &h.shards[maphash.String(h.seed, account)%shards]
}

// Publish implements deliver.Delivery.
func (h *Hub) Publish(ev *deliver.Event) {
	for _, account := range ev.To {
		s := h.shard(account)
		s.mu.Lock()
		s.recent.add(account, ev)
		subs := s.subs[account]
		s.mu.Unlock()
		for _, sub := range subs {
			if sub.accepts(ev) {
				sub.add(ev)
			}
		}
	}
}

// Missed implements deliver.Delivery.
func (h *Hub) Missed(stamp uint64) {
	for i := range h.shards {
		s := &h.shards[i]
		s.mu.Lock()
		s.recent.miss(stamp)
		for _, subs := range s.subs {
			for _, sub := range subs {
				sub.miss(stamp)
			}
		}
		s.mu.Unlock()
	}
}

// Subscribe implements deliver.Delivery.
func (h *Hub) Subscribe(account string, accepts func(*deliver.Event) bool) deliver.Subscription {
	s := h.shard(account)
	sub := &subscription{shard: s, account: account, accepts: accepts, limit: h.bounds.Held, maxBytes: h.bounds.HeldBytes}
	s.mu.Lock()
	defer s.mu.Unlock()
	sub.floor = s.recent.floor
	for _, p := range s.recent.queue {
		if p.account == account && accepts(p.ev) {
			sub.add(p.ev)
		}
	}
	s.subs[account] = append(s.subs[account][:len(s.subs[account]):len(s.subs[account])], sub)
	return sub
}

func (s *shard) remove(account string, gone *subscription) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var rest []*subscription
	for _, sub := range s.subs[account] {
		if sub != gone {
			rest = append(rest, sub)
		}
	}
	if len(rest) == 0 {
		delete(s.subs, account)
	} else {
		s.subs[account] = rest
	}
}

// Stats returns the number of subscriptions and of the events they hold.
func (h *Hub) Stats() (subscriptions, held int) {
	for i := range h.shards {
		s := &h.shards[i]
		s.mu.RLock()
		for _, subs := range s.subs {
			subscriptions += len(subs)
			for _, sub := range subs {
				sub.mu.Lock()
				held += len(sub.events)
				sub.mu.Unlock()
			}
		}
		s.mu.RUnlock()
	}
	return subscriptions, held
}

// subscription implements deliver.Subscription.
type subscription struct {
	shard    *shard
	account  string
	accepts  func(*deliver.Event) bool
	limit    int // maximum number of events
	maxBytes int // maximum size of items in bytes; 0 means unlimited

	mu     sync.Mutex
	ready  chan struct{} // closed by the next event; nil if no reader is waiting
	events []*deliver.Event
	bytes  int // size of the items
	floor  uint64
}

func (s *subscription) add(ev *deliver.Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.events) == s.limit {
		// Drop half of them, so that not every further event copies the slice.
		s.drop(max(1, s.limit/2))
	}
	if s.maxBytes > 0 && s.bytes+len(ev.Item) > s.maxBytes {
		n := 0
		for left := s.bytes; n < len(s.events) && left+len(ev.Item) > s.maxBytes/2; n++ {
			left -= len(s.events[n].Item)
		}
		s.drop(n)
	}
	s.events = append(s.events, ev)
	s.bytes += len(ev.Item)
	s.wake()
}

func (s *subscription) wake() {
	if s.ready != nil {
		close(s.ready)
		s.ready = nil
	}
}

// miss raises the floor to a stamp, so that events up to it are read from the
// store.
func (s *subscription) miss(stamp uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drop(s.above(stamp))
	s.floor = max(s.floor, stamp)
	s.wake()
}

// drop removes the first n events. It copies the rest, as readers may hold slices
// of the old array.
func (s *subscription) drop(n int) {
	if n == 0 {
		return
	}
	s.floor = max(s.floor, s.events[n-1].Stamp)
	for _, ev := range s.events[:n] {
		s.bytes -= len(ev.Item)
	}
	s.events = append([]*deliver.Event(nil), s.events[n:]...)
}

// above returns the index of the first event with a stamp greater than after.
func (s *subscription) above(after uint64) int {
	return sort.Search(len(s.events), func(i int) bool { return s.events[i].Stamp > after })
}

func (s *subscription) Ready() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ready == nil {
		s.ready = make(chan struct{})
	}
	return s.ready
}

func (s *subscription) Read(after uint64) ([]*deliver.Event, uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.events)
	return s.events[s.above(after):n:n], s.floor
}

func (s *subscription) Ack(upTo uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drop(s.above(upTo))
}

func (s *subscription) Close() { s.shard.remove(s.account, s) }
