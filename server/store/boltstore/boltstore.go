// Package boltstore implements the server's store on a single bbolt file.
//
// bbolt suits a server that a team starts with a file name and no other
// configuration. It is pure Go, so the server cross-compiles without a C compiler.
// It keeps everything in one file with no separate write-ahead log, and survives
// kill -9 because it never overwrites a page that the last committed root refers
// to. Reads go through a memory map without locks, and its ordered cursors suit
// paging through history.
//
// Its cost is a single writer that flushes on every commit. The writer in this
// package groups all waiting updates into one commit, so the cost of a flush is per
// batch rather than per message. SQLite would need cgo or a 10 MB translation, for
// a query planner that would not be used; Badger's compactions cost memory and
// leave many files.
package boltstore

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"webim.js/server/store"
)

const (
	// changeCost is the estimated commit time per change.
	changeCost = 5 * time.Microsecond

	// initialMmap reserves address space, not memory or disk. Growing the map
	// blocks until all readers finish, including a running backup.
	initialMmap = 1 << 30

	// lockTimeout bounds the wait for another process that has the file open.
	lockTimeout = 2 * time.Second
)

// metaBucket holds the store's own metadata.
var (
	metaBucket = []byte("_meta")
	versionKey = []byte("schema")
	stampKey   = []byte("stamp")
)

// Store implements store.Store.
type Store struct {
	db      *bbolt.DB
	observe func(store.Flush)
	queue   *store.FairQueue[*update]
	closing chan struct{}
	done    chan struct{} // closed when the writer has returned
	once    sync.Once

	followers store.Followers
	locks     store.Locks
}

// update is a caller's transaction on its way through the writer.
type update struct {
	store.Claim
	fn     func(store.Tx) error
	result chan error
	notes  []store.Note
	err    error
}

// Option configures Open.
type Option func(*Store)

// Observe reports every flush to fn. fn is called by the writer goroutine and must
// not block.
func Observe(fn func(store.Flush)) Option { return func(s *Store) { s.observe = fn } }

// NoSync disables fsync and leaves flushing to the operating system. It is meant
// for tests.
func NoSync() Option { return func(s *Store) { s.db.NoSync, s.db.NoGrowSync = true, true } }

// Open opens the file at path, creating it if necessary, and migrates its schema.
func Open(path string, options ...Option) (*Store, error) {
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{
		Timeout:         lockTimeout,
		FreelistType:    bbolt.FreelistMapType,
		InitialMmapSize: initialMmap,
	})
	if errors.Is(err, bolterrors.ErrTimeout) {
		return nil, fmt.Errorf("boltstore: %s is in use by another process: %w", path, err)
	}
	if err != nil {
		return nil, fmt.Errorf("boltstore: open %s: %w", path, err)
	}
	if err := db.Update(migrate); err != nil {
		db.Close()
		return nil, fmt.Errorf("boltstore: %s: %w", path, err)
	}
	s := &Store{
		db:      db,
		observe: func(store.Flush) {},
		queue:   store.NewFairQueue[*update](),
		closing: make(chan struct{}),
		done:    make(chan struct{}),
	}
	for _, option := range options {
		option(s)
	}
	go s.write()
	return s, nil
}

// View implements store.Store.
func (s *Store) View(ctx context.Context, fn func(store.Reader) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	err := s.db.View(func(btx *bbolt.Tx) error {
		r := &reader{btx: btx}
		if err := fn(r); err != nil {
			return err
		}
		return r.failure
	})
	if errors.Is(err, bolterrors.ErrDatabaseNotOpen) {
		return store.ErrClosed
	}
	return err
}

// Update implements store.Store. If ctx ends after the update has started, Update
// still returns its actual result, because the change cannot be cancelled.
func (s *Store) Update(ctx context.Context, fn func(store.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	u := &update{fn: fn, result: make(chan error, 1)}
	select {
	case <-s.closing:
		return store.ErrClosed
	default:
	}
	s.queue.Push(ctx, u)
	return u.Await(ctx, u.result, s.done)
}

// write is the only writer. Updates that arrive during a commit are queued; the
// next commit takes as many as fit in BatchTime.
func (s *Store) write() {
	defer close(s.done)
	for {
		select {
		case <-s.queue.Ready():
		case <-s.closing:
		}
		for first, ok := s.next(); ok; first, ok = s.next() {
			s.commit(first)
		}
		select {
		case <-s.closing:
			return
		default:
		}
	}
}

// next pops the next update whose caller is still waiting.
func (s *Store) next() (store.QueueEntry[*update], bool) {
	for {
		entry, ok := s.queue.Pop()
		if !ok || entry.Value.Take() {
			return entry, ok
		}
		s.queue.Spend(entry, 0)
	}
}

// commit runs a batch in one bbolt transaction. An update that fails is rolled back
// by its own undo list and does not affect the others.
func (s *Store) commit(first store.QueueEntry[*update]) {
	start := time.Now()
	batch := []*update{first.Value}
	err := s.db.Update(func(btx *bbolt.Tx) error {
		stamp := lastStamp(btx)
		before := stamp
		worked := time.Duration(0)
		for entry, ok := first, true; ok; entry, ok = s.next() {
			u := entry.Value
			if u != first.Value {
				batch = append(batch, u)
			}
			t := &tx{reader: reader{btx: btx}, stamp: &stamp}
			u.err = t.run(u.fn)
			u.notes = t.notes
			t.cost.Changes = len(t.undo)
			took := t.cost.Time(changeCost)
			s.queue.Spend(entry, took)
			if worked += took; worked >= store.BatchTime {
				break
			}
		}
		if stamp == before {
			return nil
		}
		return btx.Bucket(metaBucket).Put(stampKey, binary.BigEndian.AppendUint64(nil, stamp))
	})
	s.observe(store.Flush{Updates: len(batch), Took: time.Since(start), Err: err})
	for _, u := range batch {
		if err != nil {
			u.err = fmt.Errorf("boltstore: commit: %w", err)
		}
		if u.err == nil {
			s.notify(u.notes)
		}
		u.result <- u.err
	}
}

// notify passes notes to followers without encoding, as all of them are in this
// process.
func (s *Store) notify(notes []store.Note) {
	for _, n := range notes {
		for _, f := range s.followers.Of(n.Topic) {
			f.Received(n.Value)
		}
	}
}

// Follow implements store.Store. Follower.Since has no effect, because notes do not
// outlive the process.
func (s *Store) Follow(topic string, f store.Follower) { s.followers.Add(topic, f) }

// Lock implements store.Store. The file is open in one process only.
func (s *Store) Lock(ctx context.Context, name string) (release func(), err error) {
	return s.locks.Acquire(ctx, name)
}

// Backup implements store.Store using a read transaction.
func (s *Store) Backup(ctx context.Context, w io.Writer) (n int64, err error) {
	out := &backupWriter{ctx: ctx, w: w}
	err = s.db.View(func(btx *bbolt.Tx) error {
		n, err = btx.WriteTo(out)
		return err
	})
	switch {
	case out.err != nil: // bbolt does not wrap the error
		err = out.err
	case errors.Is(err, bolterrors.ErrDatabaseNotOpen):
		err = store.ErrClosed
	}
	return n, err
}

// Waiting returns the number of updates waiting for the next flush.
func (s *Store) Waiting() int { return s.queue.Len() }

// Size returns the size of the file in bytes, or 0 if the store is closed.
func (s *Store) Size() (n int64) {
	_ = s.db.View(func(btx *bbolt.Tx) error { // fails only when closed
		n = btx.Size()
		return nil
	})
	return n
}

// backupWriter stops a backup when its context ends and records the error.
type backupWriter struct {
	ctx context.Context
	w   io.Writer
	err error
}

func (b *backupWriter) Write(p []byte) (n int, err error) {
	if b.err = b.ctx.Err(); b.err != nil {
		return 0, b.err
	}
	n, b.err = b.w.Write(p)
	return n, b.err
}

// Close implements store.Store.
func (s *Store) Close() error {
	s.once.Do(func() { close(s.closing) })
	<-s.done
	return s.db.Close()
}

func lastStamp(btx *bbolt.Tx) uint64 {
	if v := btx.Bucket(metaBucket).Get(stampKey); len(v) == 8 {
		return binary.BigEndian.Uint64(v)
	}
	return 1
}
