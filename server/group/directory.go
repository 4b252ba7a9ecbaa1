package group

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"

	"webim.js/server/store"
)

// listing is what the directory has of a group.
type listing struct{ Name, Type string }

// listingNote says that a group is listed otherwise from now on; the zero
// listing, that it is not listed.
type listingNote struct {
	ID string
	listing
}

var listingNotes = store.Topic[listingNote]{Name: "listing"}

// listing returns how a group is listed; one that is being dissolved is not.
func (rm *room) listing() listing {
	if rm.Closing {
		return listing{}
	}
	return listing{rm.Name, rm.Type}
}

// directory lists all groups by id, so that searching them does not read the
// store. It is read once, when it is first asked for, and kept up to date by
// notes.
type directory struct {
	store store.Store

	loading sync.Mutex // one load at a time

	mu      sync.Mutex
	loaded  bool
	entries []entry // by id
	heard   map[string]listing
}

// entry is a group in the directory.
type entry struct {
	id     string
	folded string // its name, for searches in any case of letters
	listing
}

func newDirectory(s store.Store) *directory {
	d := &directory{store: s, heard: map[string]listing{}}
	listingNotes.Follow(s, d.hear, func(uint64) {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.loaded, d.entries = false, nil
	})
	return d
}

func (d *directory) hear(n listingNote) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.loaded {
		d.heard[n.ID] = n.listing // a load may be reading a snapshot before it
		return
	}
	d.entries = slices.Clone(d.entries) // readers have the old ones
	d.set(n.ID, n.listing)
}

// set changes one entry.
func (d *directory) set(id string, l listing) {
	at, there := slices.BinarySearchFunc(d.entries, id, func(e entry, id string) int { return cmp.Compare(e.id, id) })
	e := entry{id, strings.ToLower(l.Name), l}
	switch {
	case l == listing{}:
		if there {
			d.entries = slices.Delete(d.entries, at, at+1)
		}
	case there:
		d.entries[at] = e
	default:
		d.entries = slices.Insert(d.entries, at, e)
	}
}

// all iterates over the listed groups in the order of their ids.
func (d *directory) all(ctx context.Context) (iter.Seq[entry], error) {
	if entries, ok := d.current(); ok {
		return slices.Values(entries), nil
	}
	d.loading.Lock()
	defer d.loading.Unlock()
	if entries, ok := d.current(); ok {
		return slices.Values(entries), nil
	}
	d.mu.Lock()
	clear(d.heard)
	d.mu.Unlock()
	found := map[string]listing{}
	err := d.store.View(ctx, func(r store.Reader) error {
		clear(found)
		for id, rec := range All(r) {
			found[id] = (&room{Group: rec}).listing()
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	maps.Copy(found, d.heard)
	d.entries = nil
	for _, id := range slices.Sorted(maps.Keys(found)) {
		if l := found[id]; l != (listing{}) {
			d.entries = append(d.entries, entry{id, strings.ToLower(l.Name), l})
		}
	}
	d.loaded = true
	clear(d.heard)
	return slices.Values(d.entries), nil
}

func (d *directory) current() ([]entry, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.entries, d.loaded
}
