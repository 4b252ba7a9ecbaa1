// Package store is what the server asks of its storage: ordered keys and
// values in named buckets, read in snapshots and changed in transactions.
//
// The interface is small on purpose. Every family of commands keeps its own
// buckets and record types on top of it (see Load, Save and Key), so a new
// family needs no new storage method, and an implementation has a dozen methods
// to write and package storetest to pass.
//
// Several processes may work on one store, if it is one for that. They share
// nothing else: what one has to tell the others it announces (Topic).
//
// Two properties carry the server's promises:
//
//   - Update returns nil only when the change is durable. Implementations
//     coalesce concurrent updates into one flush, so callers simply call it
//     once for each thing they acknowledge.
//   - Stamp numbers rise in commit order and notes are heard in that order, by
//     every process. A client that has seen number n has seen everything
//     before it.
package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"webim.js/server/plainjson"
)

// ErrClosed is returned for work that arrives after Close.
var ErrClosed = errors.New("store: closed")

// Bucket names one key space. Packages declare theirs as constants; a bucket
// exists from its first write.
type Bucket string

// ofProcesses begins the names of buckets that tell of running processes.
const ofProcesses = "process_"

// OfProcesses tells whether what a bucket holds is of running processes, and no
// business of another site's: a copy of a store leaves it out.
func (b Bucket) OfProcesses() bool { return strings.HasPrefix(string(b), ofProcesses) }

// Store is a transactional, ordered key-value store.
type Store interface {
	// View runs fn on a consistent snapshot, taken at its first read. Views run
	// in parallel with each other and with updates. When a connection breaks
	// amid one, fn is run again on another snapshot: as in Update, it must
	// change nothing outside except what it sets anew each time.
	View(ctx context.Context, fn func(Reader) error) error

	// Update runs fn in a transaction and returns once its changes are
	// durable. When fn returns an error, nothing it wrote remains. fn sees
	// every update that was committed before it. It may be run more than once,
	// and earlier runs may see an older state and lead nowhere: it must change
	// nothing outside the transaction except what it sets anew each time. It
	// runs alone, so it should do no I/O of its own.
	Update(ctx context.Context, fn func(Tx) error) error

	// Follow has the notes of a topic heard until the store is closed.
	Follow(topic string, f Follower)

	// Lock acquires the named lock, which excludes all processes that work on the
	// store, and returns its unlock function. The wait ends with ctx, and takes
	// nothing from others. It is for work that is too long for an update; a
	// process that dies releases its locks.
	Lock(ctx context.Context, name string) (release func(), err error)

	// Backup writes a complete, consistent copy to w while the store is in use.
	Backup(ctx context.Context, w io.Writer) (int64, error)

	// Close waits for running updates and releases the store.
	Close() error
}

// Reader reads one snapshot. Slices it hands out are valid until the
// transaction ends and must not be changed.
//
// Reads do not return errors: a read that fails makes the transaction fail
// (as Fail does) and answers as if nothing were there.
type Reader interface {
	// Get returns the value, or nil when the key is absent.
	Get(b Bucket, key []byte) []byte

	// Scan iterates over the keys of a range in order. The bucket must not be
	// changed during the iteration.
	Scan(b Bucket, r Range) iter.Seq2[[]byte, []byte]

	// Buckets lists the buckets in order. It may list empty ones.
	Buckets() []Bucket

	// LastStamp is the highest number Stamp has given to a transaction that
	// this snapshot contains. In an empty store it is 1, so that 0 can mean
	// that there is no stamp.
	LastStamp() uint64

	// Want names what will be read soon, so that a store at the other end of a
	// network fetches all of it at once. It changes no answer.
	Want(needs ...Need)

	// Fail dooms the transaction: View or Update returns the first such error.
	Fail(err error)
}

// Tx reads and writes.
type Tx interface {
	Reader

	// Put stores a value. Key and value must not be changed afterwards.
	Put(b Bucket, key, value []byte)

	// Delete removes a key; an absent one is no error.
	Delete(b Bucket, key []byte)

	// Stamp returns a new number, greater than every earlier one. It is below
	// 2^53, so browsers can hold it. Numbers of failed transactions are lost.
	Stamp() uint64

	// SkipStamps uses up the numbers to last: records from elsewhere have them.
	SkipStamps(last uint64)

	// Announce has every process hear a note once the transaction is durable;
	// see Topic.
	Announce(n Note)
}

// Load reads a record. A record that cannot be decoded fails the transaction.
func Load[T any](r Reader, b Bucket, key []byte) (T, bool) {
	var v T
	data := r.Get(b, key)
	if data == nil {
		return v, false
	}
	v = Decode[T](r, data)
	return v, true
}

// Decode reads a record's value, as Scan hands it out.
func Decode[T any](r Reader, value []byte) T {
	var v T
	if err := json.Unmarshal(value, &v); err != nil {
		r.Fail(fmt.Errorf("store: decode %T: %w", v, err))
	}
	return v
}

// Save writes a record as JSON.
func Save(tx Tx, b Bucket, key []byte, v any) {
	data, err := plainjson.Marshal(v)
	if err != nil {
		tx.Fail(fmt.Errorf("store: encode %T: %w", v, err))
		return
	}
	tx.Put(b, key, data)
}
