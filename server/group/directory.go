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

// listing holds the properties of a group that are in the directory.
type listing struct{ Name, Type string }

// listingNote announces a new listing of a group. The zero listing removes the
// group from the directory.
type listingNote struct {
	ID string
	listing
}

var listingNotes = store.Topic[listingNote]{Name: "listing"}

// listing returns the group's listing, or the zero value if it is being dissolved.
func (gtx *groupTx) listing() listing {
	if gtx.Closing {
		return listing{}
	}
	return listing{gtx.Name, gtx.Type}
}

// directory is an index of all groups by id, so that a search does not read the
// store. It is loaded on first use and kept up to date by notes.
type directory struct {
	store store.Store

	loading sync.Mutex // one load at a time

	mu      sync.Mutex
	loaded  bool
	entries []entry            // by id
	pending map[string]listing // notes received while not loaded
}

// entry is a group in the directory.
type entry struct {
	id     string
	folded string // the name in lower case, for case-insensitive search
	listing
}

func newDirectory(s store.Store) *directory {
	d := &directory{store: s, pending: map[string]listing{}}
	listingNotes.Follow(s, d.update, func(uint64) {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.loaded, d.entries = false, nil
	})
	return d
}

func (d *directory) update(n listingNote) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.loaded {
		d.pending[n.ID] = n.listing // a load in flight may read an older snapshot
		return
	}
	d.entries = slices.Clone(d.entries) // readers may hold the old slice
	d.set(n.ID, n.listing)
}

// set inserts, replaces or removes one entry.
func (d *directory) set(id string, l listing) {
	at, found := slices.BinarySearchFunc(d.entries, id, func(e entry, id string) int { return cmp.Compare(e.id, id) })
	e := entry{id, strings.ToLower(l.Name), l}
	switch {
	case l == listing{}:
		if found {
			d.entries = slices.Delete(d.entries, at, at+1)
		}
	case found:
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
	clear(d.pending)
	d.mu.Unlock()
	found := map[string]listing{}
	err := d.store.View(ctx, func(r store.Reader) error {
		clear(found)
		for id, rec := range All(r) {
			found[id] = (&groupTx{Group: rec}).listing()
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	maps.Copy(found, d.pending)
	d.entries = nil
	for _, id := range slices.Sorted(maps.Keys(found)) {
		if l := found[id]; l != (listing{}) {
			d.entries = append(d.entries, entry{id, strings.ToLower(l.Name), l})
		}
	}
	d.loaded = true
	clear(d.pending)
	return slices.Values(d.entries), nil
}

func (d *directory) current() ([]entry, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.entries, d.loaded
}
