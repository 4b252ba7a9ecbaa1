package group

import (
	"context"
	"iter"

	"webim.js/server/store"
)

// All iterates over all groups in the order of their ids.
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

// Length returns the number of messages and tips that a group has had.
func Length(r store.Reader, id string) uint64 { return loadConversation(r, id).Next - 1 }

// LengthNeed returns the reads of Length, for a store to prefetch.
func LengthNeed(id string) store.Need { return store.WantKey(conversationsBucket, store.Key(id)) }

// Room is a big group (AVChatRoom), which anyone may watch.
type Room struct{ ID, Name string }

// Live returns at most limit big groups.
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
