package group

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"
	"sync"
	"time"

	"webim.js/server/deliver"
	"webim.js/server/store"
)

// The events of a group's messages name the group and the version of its
// audience instead of the receivers, so their size does not depend on the number
// of members. Each process resolves them at delivery, from a cache that the
// notes of membership changes keep up to date. Notes and events arrive in commit
// order, so an event is resolved as of its own transaction.
//
// A process that has not cached the audience reads the members from the store,
// which may be ahead of the event: members who joined after it are left out by
// their Member.Since. Members who have left in between are left out too, as in
// replay: earlier messages are no longer available to them.

const (
	// audienceBytes bounds the cached audiences of all groups together.
	audienceBytes = 64 << 20

	// audienceTimeout bounds the read of an audience at delivery, for which other
	// events wait. If it fails, polls read the event from the store.
	audienceTimeout = 2 * time.Second
)

// audiences caches the accounts that receive a group's messages, by group id.
type audiences struct {
	store store.Store
	limit int // of bytes

	mu    sync.Mutex // uncontended: notes and events arrive one at a time
	m     map[string]*audience
	bytes int
	uses  uint64
}

// audience is the cached audience of one group. Its names are not modified, as
// events share them.
type audience struct {
	serial  uint64
	version uint64
	names   []string // sorted
	bytes   int
	used    uint64 // value of audiences.uses at the last use

	// An audience that was read from the store can be ahead of the events that
	// arrive. late holds the Since of the names that joined after the stamp
	// lateAfter, so that events above that stamp can be resolved.
	late      map[string]uint64
	lateAfter uint64
}

// noLate is the lateAfter of an audience without late.
const noLate = math.MaxUint64

func newAudiences(s store.Store) *audiences {
	return &audiences{store: s, limit: audienceBytes, m: map[string]*audience{}}
}

// audienceNote is a change of a group's audience from one version to the next.
type audienceNote struct {
	Group    string
	Serial   uint64
	From, To uint64
	In, Out  []string `json:",omitempty"` // sorted
}

var audienceNotes = store.Topic[audienceNote]{Name: "audience"}

// follow keeps the cache up to date.
func (as *audiences) follow() { audienceNotes.Follow(as.store, as.apply, as.clear) }

func (as *audiences) clear(uint64) {
	as.mu.Lock()
	defer as.mu.Unlock()
	as.m, as.bytes = map[string]*audience{}, 0
}

// apply applies a change to the group's audience, if that is cached.
func (as *audiences) apply(n audienceNote) {
	as.mu.Lock()
	defer as.mu.Unlock()
	a := as.m[n.Group]
	switch {
	case a == nil, a.serial != n.Serial, a.version >= n.To:
		return
	case a.version != n.From: // a note was lost
		as.remove(n.Group)
		return
	}
	names := slices.DeleteFunc(slices.Clone(a.names), func(name string) bool {
		_, gone := slices.BinarySearch(n.Out, name)
		_, again := slices.BinarySearch(n.In, name)
		return gone || again
	})
	names = append(names, n.In...)
	slices.Sort(names)
	as.put(n.Group, &audience{serial: n.Serial, version: n.To, names: names, lateAfter: noLate})
}

// Of returns the receivers of an event that names its audience. It reads the
// store if the audience is not cached.
func (as *audiences) Of(ev *deliver.Event) ([]string, error) {
	as.mu.Lock()
	defer as.mu.Unlock()
	if a := as.m[ev.Group]; a != nil && a.resolves(ev) {
		as.use(a)
		return a.of(ev), nil
	}
	a, err := as.load(ev)
	if a == nil || err != nil {
		return nil, err
	}
	as.put(ev.Group, a)
	return a.of(ev), nil
}

// load reads the audience of an event's group, or nil if the group was dissolved.
func (as *audiences) load(ev *deliver.Event) (a *audience, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), audienceTimeout)
	defer cancel()
	id := ev.Group
	err = as.store.View(ctx, func(r store.Reader) error {
		a = nil
		r.Want(
			store.WantKey(groupsBucket, store.Key(id)),
			store.WantRange(membersBucket, store.Prefix(id), 0), store.WantRange(discardsBucket, store.Prefix(id), 0),
		)
		rec, ok := store.Load[Group](r, groupsBucket, store.Key(id))
		if !ok || rec.Serial != ev.Audience.Serial {
			return nil
		}
		a = &audience{serial: rec.Serial, version: rec.Audience, names: receivers(r, id), lateAfter: noLate}
		if a.version != ev.Audience.Version {
			a.late, a.lateAfter = joinedAfter(r, id, ev.Stamp), ev.Stamp
		}
		return nil
	})
	return a, err
}

// resolves reports whether the audience can resolve an event.
func (a *audience) resolves(ev *deliver.Event) bool {
	return a.serial == ev.Audience.Serial &&
		(a.version == ev.Audience.Version || a.version > ev.Audience.Version && a.lateAfter <= ev.Stamp)
}

// of returns the receivers of an event.
func (a *audience) of(ev *deliver.Event) []string {
	if a.version == ev.Audience.Version || len(a.late) == 0 {
		return a.names
	}
	return slices.DeleteFunc(slices.Clone(a.names), func(name string) bool { return a.late[name] >= ev.Stamp })
}

// use marks an audience as used. It requires as.mu.
func (as *audiences) use(a *audience) {
	as.uses++
	a.used = as.uses
}

// put caches an audience, and evicts the least recently used ones until a
// quarter of the limit is free if it is exceeded. It requires as.mu.
func (as *audiences) put(id string, a *audience) {
	as.remove(id)
	const perName = 32 // string header and rounding of the allocation
	for _, name := range a.names {
		a.bytes += perName + len(name)
	}
	as.m[id] = a
	as.bytes += a.bytes
	as.use(a)
	if as.bytes <= as.limit {
		return
	}
	for _, id := range slices.SortedFunc(maps.Keys(as.m), func(x, y string) int { return cmp.Compare(as.m[x].used, as.m[y].used) }) {
		if as.bytes <= as.limit/4*3 {
			return
		}
		as.remove(id)
	}
}

func (as *audiences) remove(id string) {
	if a, ok := as.m[id]; ok {
		as.bytes -= a.bytes
		delete(as.m, id)
	}
}

// receivers returns the members that receive the group's messages, sorted.
func receivers(r store.Reader, id string) []string {
	all, not := membersOf(r, id), accounts(r, discardsBucket, id)
	if len(not) == 0 {
		return all
	}
	return slices.DeleteFunc(all, func(account string) bool { // both are sorted
		_, found := slices.BinarySearch(not, account)
		return found
	})
}

// joinedAfter returns the Since of the members for whom it is at or above a
// stamp.
func joinedAfter(r store.Reader, id string, stamp uint64) map[string]uint64 {
	late := map[string]uint64{}
	for k, v := range r.Scan(membersBucket, store.Prefix(id)) {
		if m := store.Decode[Member](r, v); m.Since >= stamp {
			_, rest, _ := store.CutString(k)
			account, _, _ := store.CutString(rest)
			late[account] = m.Since
		}
	}
	return late
}

// setReceives records that an account receives the group's messages from now
// on, or no longer does.
func (gtx *groupTx) setReceives(account string, receives bool) {
	if gtx.Type == big { // its items are not addressed to members
		return
	}
	if gtx.receives == nil {
		gtx.receives = map[string]bool{}
	}
	gtx.receives[account] = receives
}

// saveAudience stores the changes recorded by setReceives as a new version of
// the audience. Events posted before keep the old version.
func (gtx *groupTx) saveAudience(tx store.Tx) {
	if len(gtx.receives) > 0 {
		gtx.save(tx)
	}
}

// announceAudience announces the recorded changes, and sets the version that
// save stores.
func (gtx *groupTx) announceAudience(tx store.Tx) {
	if len(gtx.receives) == 0 {
		return
	}
	n := audienceNote{Group: gtx.id, Serial: gtx.Serial, From: gtx.Audience, To: tx.Stamp()}
	for _, name := range slices.Sorted(maps.Keys(gtx.receives)) {
		if gtx.receives[name] {
			n.In = append(n.In, name)
		} else {
			n.Out = append(n.Out, name)
		}
	}
	gtx.Audience, gtx.receives = n.To, nil
	audienceNotes.Announce(tx, n)
}
