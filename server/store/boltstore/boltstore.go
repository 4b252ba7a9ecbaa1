// Package boltstore keeps the server's data in one bbolt file.
//
// Why bbolt: the server is one process that a team starts with a file name
// and nothing else. bbolt is pure Go (no C compiler, cross-compiles), one
// file with no side log to lose, survives kill -9 by design because a page is
// never overwritten while the last committed root needs it, reads without
// locks from a memory map, and gives ordered cursors, which is exactly what
// paging through history is. Its price is a single writer that flushes on
// each commit; the writer here shares one commit among all updates that wait
// for it, so the flush is paid a batch, not a message. SQLite would need cgo
// or a 10 MB translation and its query planner is not used; Badger's
// compactions cost memory and leave many files.
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
	// changeCost is what the commit adds to an update for each change.
	changeCost = 5 * time.Microsecond

	// initialMmap is address space, not memory or disk. Growing the map waits
	// for all readers, a running backup among them.
	initialMmap = 1 << 30

	// lockTimeout bounds the wait for another process that has the file open.
	lockTimeout = 2 * time.Second
)

// metaBucket holds what the store itself needs.
var (
	metaBucket = []byte("_meta")
	versionKey = []byte("schema")
	stampKey   = []byte("stamp")
)

// Store implements store.Store.
type Store struct {
	db      *bbolt.DB
	observe func(store.Flush)
	turns   *store.Turns[*update]
	closing chan struct{}
	done    chan struct{} // closed when the writer has ended
	once    sync.Once

	followers store.Followers
	locks     store.Locks
}

// update is one caller's transaction on its way through the writer.
type update struct {
	store.Claim
	fn     func(store.Tx) error
	result chan error
	notes  []store.Note
	err    error
}

// Option changes what Open opens.
type Option func(*Store)

// Observe has every flush reported, by the one goroutine that writes: fn must
// not block.
func Observe(fn func(store.Flush)) Option { return func(s *Store) { s.observe = fn } }

// NoSync leaves it to the system when what is committed gets to the disk: for
// tests, whose machine does not lose its power.
func NoSync() Option { return func(s *Store) { s.db.NoSync, s.db.NoGrowSync = true, true } }

// Open opens or creates the file and brings its schema up to date.
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
		turns:   store.NewTurns[*update](),
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

// Update implements store.Store. A caller whose context ends once its update
// has begun still gets the true outcome: the change cannot be recalled.
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
	s.turns.Push(ctx, u)
	select {
	case err := <-u.result:
		return err
	case <-ctx.Done():
		if u.Leave() {
			return ctx.Err()
		}
	case <-s.done:
	}
	select {
	case err := <-u.result:
		return err
	case <-s.done:
		select {
		case err := <-u.result:
			return err
		default:
			return store.ErrClosed // arrived while the writer was ending
		}
	}
}

// write is the only writer. While a commit flushes, further updates wait for
// their turn; the next commit takes as many as BatchTime allows.
func (s *Store) write() {
	defer close(s.done)
	for {
		select {
		case <-s.turns.Ready():
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

// next takes the next update whose caller still waits.
func (s *Store) next() (store.Turn[*update], bool) {
	for {
		turn, ok := s.turns.Pop()
		if !ok || turn.Value.Take() {
			return turn, ok
		}
		s.turns.Spend(turn, 0)
	}
}

// commit runs a batch in one bbolt transaction. An update that fails is rolled
// back by its own undo list, so it costs the others nothing.
func (s *Store) commit(first store.Turn[*update]) {
	start := time.Now()
	batch := []*update{first.Value}
	err := s.db.Update(func(btx *bbolt.Tx) error {
		stamp := lastStamp(btx)
		before := stamp
		worked := time.Duration(0)
		for turn, ok := first, true; ok; turn, ok = s.next() {
			u := turn.Value
			if u != first.Value {
				batch = append(batch, u)
			}
			t := &tx{reader: reader{btx: btx}, stamp: &stamp}
			u.err = t.run(u.fn)
			u.notes = t.notes
			t.cost.Changes = len(t.undo)
			took := t.cost.Time(changeCost)
			s.turns.Spend(turn, took)
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
			s.tell(u.notes)
		}
		u.result <- u.err
	}
}

// tell hands notes over as they are: all who follow are in this process.
func (s *Store) tell(notes []store.Note) {
	for _, n := range notes {
		for _, f := range s.followers.Of(n.Topic) {
			f.Heard(n.Value)
		}
	}
}

// Follow implements store.Store. There is no past: what was announced before
// was heard, or its process is no more.
func (s *Store) Follow(topic string, f store.Follower) { s.followers.Add(topic, f) }

// Lock implements store.Store: one process has the file.
func (s *Store) Lock(ctx context.Context, name string) (release func(), err error) {
	return s.locks.Hold(ctx, name)
}

// Backup implements store.Store by a read transaction.
func (s *Store) Backup(ctx context.Context, w io.Writer) (n int64, err error) {
	out := &backupWriter{ctx: ctx, w: w}
	err = s.db.View(func(btx *bbolt.Tx) error {
		n, err = btx.WriteTo(out)
		return err
	})
	switch {
	case out.err != nil: // bbolt passes only its text on
		err = out.err
	case errors.Is(err, bolterrors.ErrDatabaseNotOpen):
		err = store.ErrClosed
	}
	return n, err
}

// Waiting is how many updates wait for the next flush.
func (s *Store) Waiting() int { return s.turns.Len() }

// Size is how large the file is, in bytes.
func (s *Store) Size() (n int64) {
	_ = s.db.View(func(btx *bbolt.Tx) error { // fails only once closed: 0
		n = btx.Size()
		return nil
	})
	return n
}

// backupWriter lets a backup be abandoned between two writes, and keeps the
// reason.
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
