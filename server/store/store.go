// Package store defines the server's storage interface: ordered keys and values in
// named buckets, read in snapshots and changed in transactions.
//
// The interface is small on purpose. Every family of commands keeps its own buckets
// and record types on top of it (see Load, Save and Key), so a new family needs no
// new storage method, and an implementation has a dozen methods to write and
// package storetest to pass.
//
// Several processes may share one store if the implementation supports it. They
// communicate only through the notes of a Topic.
//
// The server relies on two properties:
//
//   - Update returns nil only when the change is durable. Implementations
//     coalesce concurrent updates into one flush, so callers call it once for
//     each request they acknowledge.
//   - Stamps increase in commit order, and every process receives notes in that
//     order. A client that has seen stamp n has seen everything before it.
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

// ErrClosed is returned by calls after Close.
var ErrClosed = errors.New("store: closed")

// Bucket is the name of a key space. Packages declare theirs as constants; a bucket
// is created by its first write.
type Bucket string

// ofProcesses is the name prefix of buckets with the state of running processes.
const ofProcesses = "process_"

// IsProcessState reports whether the bucket holds the state of running processes.
// Copies of a store leave such buckets out.
func (b Bucket) IsProcessState() bool { return strings.HasPrefix(string(b), ofProcesses) }

// Store is a transactional, ordered key-value store.
type Store interface {
	// View runs fn on a consistent snapshot, taken at its first read. Views run in
	// parallel with each other and with updates. If a connection is lost, fn may
	// run again on a new snapshot. As with Update, it must have no side effects
	// except assignments that each run repeats.
	View(ctx context.Context, fn func(Reader) error) error

	// Update runs fn in a transaction and returns once its changes are durable. If
	// fn returns an error, its changes are rolled back. fn sees every update
	// committed before it. It may run more than once, and the changes of all but
	// the last run are discarded; earlier runs may see an older state. It must have
	// no side effects outside the transaction except assignments that each run
	// repeats. Updates run one at a time, so fn should do no I/O of its own.
	Update(ctx context.Context, fn func(Tx) error) error

	// Follow calls f for every note on topic until the store is closed.
	Follow(topic string, f Follower)

	// Lock acquires the named lock, which excludes all processes that share the
	// store, and returns its unlock function. It returns an error if ctx ends
	// first. Waiting uses no resources that other calls need. Lock is meant for
	// work that takes too long for an update. A process that exits releases its
	// locks.
	Lock(ctx context.Context, name string) (release func(), err error)

	// Backup writes a complete, consistent copy to w. The store remains usable
	// meanwhile. It returns the number of bytes written.
	Backup(ctx context.Context, w io.Writer) (int64, error)

	// Close waits for pending updates and releases the store's resources.
	Close() error
}

// Reader reads one snapshot. Returned slices are valid until the transaction ends
// and must not be modified.
//
// Reads do not return errors: a failed read fails the transaction, as Fail does,
// and returns no data.
type Reader interface {
	// Get returns the value of key, or nil if the key is absent.
	Get(b Bucket, key []byte) []byte

	// Scan iterates over the keys of a range in order. The bucket must not be
	// changed during the iteration.
	Scan(b Bucket, r Range) iter.Seq2[[]byte, []byte]

	// Buckets returns the buckets in order. It may include empty ones.
	Buckets() []Bucket

	// LastStamp returns the highest stamp of the transactions in this snapshot.
	// It is 1 in an empty store, so that 0 can mean that there is no stamp.
	LastStamp() uint64

	// Want announces future reads, so that a remote store can fetch them in one
	// round trip. It does not affect the results of reads.
	Want(needs ...Need)

	// Fail marks the transaction as failed: View or Update returns the first such
	// error.
	Fail(err error)
}

// Tx is a Reader that can also change the store.
type Tx interface {
	Reader

	// Put stores a value. Key and value must not be modified afterwards.
	Put(b Bucket, key, value []byte)

	// Delete removes a key. It is a no-op if the key is absent.
	Delete(b Bucket, key []byte)

	// Stamp returns a new stamp, greater than all earlier ones and less than 2^53,
	// so that JavaScript can represent it. Stamps of failed transactions are not
	// reused.
	Stamp() uint64

	// SkipStamps marks the stamps up to last as used, for records that are imported
	// with their stamps.
	SkipStamps(last uint64)

	// Announce publishes a note to every process once the transaction is durable;
	// see Topic.
	Announce(n Note)
}

// Load reads and decodes a record. It fails the transaction if decoding fails.
func Load[T any](r Reader, b Bucket, key []byte) (T, bool) {
	var v T
	data := r.Get(b, key)
	if data == nil {
		return v, false
	}
	v = Decode[T](r, data)
	return v, true
}

// Decode decodes a record's value, as yielded by Scan.
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
