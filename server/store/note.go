package store

import (
	"encoding/json"
	"time"

	"webim.js/server/plainjson"
)

// Note is a notification that a transaction publishes to every process of the
// store, such as an event for polls, a cache invalidation or a forced sign-out.
// Processes do not communicate in any other way. Topic creates notes.
type Note struct {
	Topic  string
	Value  any                    // must not be modified after Announce
	Encode func() ([]byte, error) // encodes Value for other processes
}

// Follower receives the notes of one topic. Its functions are called by one
// goroutine at a time and must not block.
type Follower struct {
	// Received is called with the value of every note after its transaction is
	// durable, in commit order. In the process of the transaction it is called
	// before Update returns, in the others shortly after.
	Received func(value any)

	// Decode decodes the output of Note.Encode.
	Decode func([]byte) (any, error)

	// Missed is called when notes of transactions with stamps up to and including
	// stamp may have been lost, because the process fell behind by more than the
	// store's retention. Values received before remain valid.
	Missed func(stamp uint64)

	// Since, if positive, replays stored notes that are at most this old before new
	// ones are delivered. A process uses it at startup to load recent state.
	Since time.Duration
}

// Topic is a type of note. Name identifies it across processes, including those of
// adjacent versions: unknown topics are ignored, and value types may only be
// extended.
type Topic[T any] struct {
	Name string

	// Encode and Decode convert values for other processes; nil for both means
	// JSON.
	Encode func(T) ([]byte, error)
	Decode func([]byte) (T, error)
}

// Announce publishes value to every process once the transaction is durable.
func (t Topic[T]) Announce(tx Tx, value T) {
	tx.Announce(Note{Topic: t.Name, Value: value, Encode: func() ([]byte, error) {
		if t.Encode != nil {
			return t.Encode(value)
		}
		return plainjson.Marshal(value)
	}})
}

// Follow calls received for every value of the topic until the store is closed; see
// Follower.
func (t Topic[T]) Follow(s Store, received func(T), missed func(stamp uint64)) {
	t.FollowSince(s, 0, received, missed)
}

// FollowSince is like Follow, but first replays stored notes of at most the given
// age.
func (t Topic[T]) FollowSince(s Store, age time.Duration, received func(T), missed func(stamp uint64)) {
	s.Follow(t.Name, Follower{
		Received: func(value any) { received(value.(T)) },
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
