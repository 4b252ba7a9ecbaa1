package store

import (
	"encoding/json"
	"time"

	"webim.js/server/plainjson"
)

// Note is what a transaction tells every process that works on the store. It
// is the only thing that goes from one process to another: events for polls,
// answers to be forgotten, places to be signed out. Use a Topic to make one.
type Note struct {
	Topic  string
	Value  any                    // as it was announced; nobody changes it afterwards
	Encode func() ([]byte, error) // how it travels, for stores of several processes
}

// Follower hears the notes of one topic. Its functions are called by one
// goroutine at a time and must not block.
type Follower struct {
	// Heard is called with every note once its transaction is durable, in the
	// order of the transactions: in the process of the transaction before
	// Update returns, in the others soon.
	Heard func(value any)

	// Decode makes a value of what Encode has made.
	Decode func([]byte) (any, error)

	// Missed is called when notes of transactions with stamps up to one may
	// never have been heard: the process was away for longer than notes are
	// kept. What was heard before and stays true needs no word of it.
	Missed func(stamp uint64)

	// Since has notes be heard that are up to so old, if the store still has
	// them: for what a process that starts should know of the last moments.
	Since time.Duration
}

// Topic is a kind of note. Its name is its identity between processes, those
// of neighbouring versions included: a topic that is unknown is passed over,
// and values are only ever extended.
type Topic[T any] struct {
	Name string

	// How values travel; nil for both means as JSON.
	Encode func(T) ([]byte, error)
	Decode func([]byte) (T, error)
}

// Announce has every process hear a value once the transaction is durable.
func (t Topic[T]) Announce(tx Tx, value T) {
	tx.Announce(Note{Topic: t.Name, Value: value, Encode: func() ([]byte, error) {
		if t.Encode != nil {
			return t.Encode(value)
		}
		return plainjson.Marshal(value)
	}})
}

// Follow has a topic's values heard; see Follower.
func (t Topic[T]) Follow(s Store, heard func(T), missed func(stamp uint64)) {
	t.FollowSince(s, 0, heard, missed)
}

// FollowSince is Follow that begins with the notes up to an age.
func (t Topic[T]) FollowSince(s Store, age time.Duration, heard func(T), missed func(stamp uint64)) {
	s.Follow(t.Name, Follower{
		Heard: func(value any) { heard(value.(T)) },
		Decode: func(data []byte) (any, error) {
			if t.Decode != nil {
				return t.Decode(data)
			}
			var value T
			err := json.Unmarshal(data, &value)
			return value, err
		},
		Missed: missed,
		Since:  age,
	})
}
