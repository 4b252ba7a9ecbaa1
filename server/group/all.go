package group

import (
	"context"
	"iter"

	"webim.js/server/store"
)

// All iterates over every group in the order of their ids, for those who run
// the server.
func All(r store.Reader) iter.Seq2[string, Group] {
	return func(yield func(id string, g Group) bool) {
		for k, v := range r.Scan(groupsBucket, store.Range{}) {
			id, _, _ := store.CutString(k)
			if !yield(id, store.Decode[Group](r, v)) {
				return
			}
		}
	}
}

// Length is how many messages and tips a group has had.
func Length(r store.Reader, id string) uint64 { return loadHead(r, id).Next - 1 }

// Room is a big group, which anybody may watch.
type Room struct{ ID, Name string }

// Live lists the big groups.
func (g *Groups) Live(ctx context.Context) (rooms []Room, err error) {
	err = g.Store.View(ctx, func(r store.Reader) error {
		rooms = nil
		for id, rec := range All(r) {
			if rec.Type == big {
				rooms = append(rooms, Room{id, rec.Name})
			}
		}
		return nil
	})
	return rooms, err
}
