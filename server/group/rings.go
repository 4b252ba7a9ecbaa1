package group

import (
	"encoding/json"
	"slices"
	"sync"
	"time"

	"webim.js/server/store"
)

const (
	// ringItems and ringBytes bound what is kept of a big group for polls that
	// are on their way. Who comes later has missed it.
	ringItems = 500
	ringBytes = 1 << 20
)

// ringsRetired is how many dissolved groups' rings are kept for the polls that
// have yet to learn of it.
const ringsRetired = 20

// rings hold the latest items of each big group, by serial number.
type rings struct {
	mu      sync.Mutex
	m       map[uint64]*ring
	retired []uint64
}

func newRings() *rings { return &rings{m: map[uint64]*ring{}} }

func newRing() *ring { return &ring{ready: make(chan struct{})} }

// find returns a group's ring. What does not exist leaves nothing behind.
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
	return r
}

// retire begins to forget the ring of a dissolved group.
func (rs *rings) retire(serial uint64) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	rs.retired = append(rs.retired, serial)
	if len(rs.retired) > ringsRetired {
		delete(rs.m, rs.retired[0])
		rs.retired = rs.retired[1:]
	}
}

// watchers says whom an item is for: who is signed in gets notices in the
// ordinary poll.
type watchers bool

const (
	everybody     watchers = false
	withoutSignIn watchers = true
)

// ringNote is an item for the rings of every process, or their end.
type ringNote struct {
	Serial, Seq uint64
	To          watchers        `json:",omitempty"`
	Item        json.RawMessage `json:",omitempty"`
	Retire      bool            `json:",omitempty"`
}

var ringNotes = store.Topic[ringNote]{Name: "ring"}

// ringMemory is how far back a process that starts looks for items: polls of
// the one before it go on here.
const ringMemory = 2 * time.Minute

// follow keeps the rings up to date. What a process has missed is missing in
// its rings: those who watch are not told either way.
func (rs *rings) follow(s store.Store) {
	ringNotes.FollowSince(s, ringMemory, func(n ringNote) {
		if n.Retire {
			rs.retire(n.Serial)
			return
		}
		rs.find(n.Serial, true).add(ringItem{n.Seq, n.To, n.Item})
	}, func(uint64) {})
}

// post adds an item once its transaction is durable.
func (rs *rings) post(tx store.Tx, serial, seq uint64, item any, to watchers) {
	data, err := json.Marshal(item)
	if err != nil {
		tx.Fail(err)
		return
	}
	ringNotes.Announce(tx, ringNote{Serial: serial, Seq: seq, To: to, Item: data})
}

// ring is one group's latest items, oldest first.
type ring struct {
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

func (r *ring) add(it ringItem) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.items = append(r.items, it)
	r.bytes += len(it.data)
	for len(r.items) > ringItems || r.bytes > ringBytes && len(r.items) > 1 {
		r.bytes -= len(r.items[0].data)
		r.items = r.items[1:]
	}
	close(r.ready)
	r.ready = make(chan struct{})
}

// read returns the items from a seq on, the newest first, at most a page of
// the oldest; next is the seq to go on from. ready is closed by the next item.
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
