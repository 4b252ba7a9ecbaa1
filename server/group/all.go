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

// LengthNeed is what Length reads, for a store to fetch ahead.
func LengthNeed(id string) store.Need { return store.WantKey(headsBucket, store.Key(id)) }

// Room is a big group, which anybody may watch.
type Room struct{ ID, Name string }

// Live lists big groups, at most so many.
func (g *Groups) Live(ctx context.Context, limit int) (rooms []Room, err error) {
	all, err := g.listed.all(ctx)
	if err != nil {
		return nil, err
	}
	for e := range all {
		if len(rooms) == limit {
			break
		}
		if e.Type == big {
			rooms = append(rooms, Room{e.id, e.Name})
		}
	}
	return rooms, nil
}
