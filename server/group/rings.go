package group

import (
	"encoding/json"
	"maps"
	"slices"
	"sync"
	"time"

	"webim.js/server/clock"
	"webim.js/server/plainjson"
	"webim.js/server/store"
)

const (
	// ringItems and ringBytes bound the items of a big group that are kept for
	// the next polls of its watchers. A slower watcher misses items.
	ringItems = 500
	ringBytes = 1 << 20

	// ringsBytes bounds all rings together. The least recently polled rings are
	// emptied first.
	ringsBytes = 64 << 20

	// ringMemory is the time after which a ring without polls is removed. A process
	// that starts also loads the items of this period, as it takes over polls of
	// others.
	ringMemory = 2 * time.Minute
)

// ringsRetired is the number of rings of dissolved groups that are kept for the
// polls that have not received the last items yet.
const ringsRetired = 20

// rings holds the latest items of each big group, by serial number.
type rings struct {
	clock   clock.Clock
	mu      sync.Mutex
	m       map[uint64]*ring
	bytes   int // size of all items
	aged    time.Time
	retired []uint64
}

func newRings(c clock.Clock) *rings { return &rings{clock: c, m: map[uint64]*ring{}, aged: c.Now()} }

func newRing() *ring { return &ring{ready: make(chan struct{})} }

// find returns a group's ring for a poll. The ring of a group that does not
// exist is not retained.
func (rs *rings) find(serial uint64, exists bool) *ring {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	r, ok := rs.m[serial]
	if !ok {
		r = newRing()
		if exists {
			rs.m[serial] = r
		}
	}
	r.polled = rs.clock.Now()
	return r
}

// add appends an item to a group's ring.
func (rs *rings) add(serial uint64, it ringItem) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	now := rs.clock.Now()
	rs.evictIdle(now)
	r, ok := rs.m[serial]
	if !ok {
		r = newRing()
		r.polled = now // a poll may arrive soon
		rs.m[serial] = r
	}
	rs.bytes += r.add(it)
	if rs.bytes > ringsBytes {
		rs.shrink()
	}
}

// evictIdle removes rings that are no longer polled. It runs at most every quarter of
// ringMemory. A waiting poll ends before its ring is removed.
func (rs *rings) evictIdle(now time.Time) {
	if now.Sub(rs.aged) < ringMemory/4 {
		return
	}
	rs.aged = now
	for serial, r := range rs.m {
		if now.Sub(r.polled) > ringMemory {
			rs.remove(serial)
		}
	}
}

// shrink empties rings until a quarter of ringsBytes is free. The rings stay,
// for the polls that wait on them.
func (rs *rings) shrink() {
	all := slices.SortedFunc(maps.Values(rs.m), func(a, b *ring) int { return a.polled.Compare(b.polled) })
	for _, r := range all {
		if rs.bytes <= ringsBytes/4*3 {
			return
		}
		rs.bytes -= r.empty()
	}
}

func (rs *rings) remove(serial uint64) {
	if r, ok := rs.m[serial]; ok {
		rs.bytes -= r.size()
		delete(rs.m, serial)
	}
}

// retire schedules the ring of a dissolved group for removal.
func (rs *rings) retire(serial uint64) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	rs.retired = append(rs.retired, serial)
	if len(rs.retired) > ringsRetired {
		rs.remove(rs.retired[0])
		rs.retired = rs.retired[1:]
	}
}

// watchers selects the receivers of an item: watchers that are signed in
// receive notices in the ordinary poll.
type watchers bool

const (
	everybody     watchers = false
	withoutSignIn watchers = true
)

// ringNote carries an item, or the retirement of a ring, to all processes.
type ringNote struct {
	Serial, Seq uint64
	To          watchers        `json:",omitempty"`
	Item        json.RawMessage `json:",omitempty"`
	Retire      bool            `json:",omitempty"`
}

var ringNotes = store.Topic[ringNote]{Name: "ring"}

// follow keeps the rings up to date. Notes that a process missed are missing in
// its rings; watchers are not informed of the loss.
func (rs *rings) follow(s store.Store) {
	ringNotes.FollowSince(s, ringMemory, func(n ringNote) {
		if n.Retire {
			rs.retire(n.Serial)
			return
		}
		rs.add(n.Serial, ringItem{n.Seq, n.To, n.Item})
	}, func(uint64) {})
}

// post adds an item to the ring in all processes once the transaction commits.
func (rs *rings) post(tx store.Tx, serial, seq uint64, item any, to watchers) {
	data, err := plainjson.Marshal(item)
	if err != nil {
		tx.Fail(err)
		return
	}
	ringNotes.Announce(tx, ringNote{Serial: serial, Seq: seq, To: to, Item: data})
}

// ring holds one group's latest items, oldest first.
type ring struct {
	polled time.Time // guarded by rings.mu

	mu    sync.Mutex
	items []ringItem
	bytes int
	ready chan struct{} // closed and replaced by each item
}

type ringItem struct {
	seq  uint64
	to   watchers
	data json.RawMessage
}

// add appends an item and returns the change of the ring's size in bytes.
func (r *ring) add(it ringItem) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	before := r.bytes
	r.items = append(r.items, it)
	r.bytes += len(it.data)
	for len(r.items) > ringItems || r.bytes > ringBytes && len(r.items) > 1 {
		r.bytes -= len(r.items[0].data)
		r.items[0] = ringItem{} // release the item, as the array is retained
		r.items = r.items[1:]
	}
	close(r.ready)
	r.ready = make(chan struct{})
	return r.bytes - before
}

// empty removes all items and returns their size in bytes.
func (r *ring) empty() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	freed := r.bytes
	r.items, r.bytes = nil, 0
	return freed
}

func (r *ring) size() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.bytes
}

// read returns up to bigPage items starting with the oldest at or above from,
// in reverse order. next is the seq to continue from. ready is closed by the
// next item.
func (r *ring) read(from uint64, named bool) (list []json.RawMessage, next uint64, ready <-chan struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	list, next = []json.RawMessage{}, from
	for _, it := range r.items {
		if it.seq < from {
			continue
		}
		if len(list) == bigPage {
			break
		}
		next = it.seq + 1
		if !named || it.to == everybody {
			list = append(list, it.data)
		}
	}
	slices.Reverse(list)
	return list, next, r.ready
}
