package pgstore

import (
	"context"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"webim.js/server/store"
)

// update is a caller's transaction on its way through the writer.
type update struct {
	store.Claim
	fn     func(store.Tx) error
	result chan error
	err    error
}

// batch is a group of updates that share one database transaction.
type batch struct {
	id      []byte
	updates []*update
	entries []store.QueueEntry[*update] // queue entries of updates, in the same order
	took    []time.Duration             // cost of each update
	reads   *reads
	overlay changes // changes of other batches since reading began, later also of this one
	stale   bool    // overlay is incomplete
	number  uint64  // number in the log, once committed
	unseen  bool    // the log was truncated, and may have contained the batch
}

// readAheadSource runs the functions of a batch concurrently to determine their reads.
// Whenever all of them are blocked on reads, the reads are fetched in one round
// trip. Their writes are discarded, as the functions run again under the lock.
type readAheadSource struct {
	store *Store
	batch *batch

	mu      sync.Mutex
	running int
	next    *fetch // pending reads
	keys    map[keyName]bool
	ranges  map[span]bool
	fetched chan struct{} // closed and replaced with every fetch
	idle    chan struct{} // buffered (1); signaled when no function is running
	failure error
}

// readAhead fetches the reads of a batch.
func (s *Store) readAhead(ctx context.Context, b *batch) error {
	b.reads = newReads()
	s.follow.begin(b)
	a := &readAheadSource{store: s, batch: b, running: len(b.updates), fetched: make(chan struct{}), idle: make(chan struct{}, 1)}
	a.reset()
	last := s.follow.lastStamp()
	for _, u := range b.updates {
		go func() {
			stamp := last
			t := &tx{src: a, overlay: &changes{}, stamp: &stamp}
			_ = t.run(u.fn) // reported by the run under the lock
			a.pause(1)
		}()
	}
	for rounds := 0; ; rounds++ {
		<-a.idle
		f := a.next
		if f.empty() {
			s.metrics.rounds.Observe(float64(rounds))
			return a.failure
		}
		if a.failure == nil {
			s.readRounds.Add(1)
			pipeline := &pgx.Batch{}
			f.queue(pipeline)
			a.failure = send(ctx, s.pool, pipeline)
		}
		if a.failure == nil {
			b.reads.take(f)
			s.follow.cacheFetched(b, f)
		}
		a.resume()
	}
}

// cacheFetched adds the result of a fetch to the cache. Keys that have changed since take
// their value from the batch's changes.
func (f *follower) cacheFetched(b *batch, got *fetch) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, k := range got.keys {
		if ch, ok := b.overlay.get(k.bucket, []byte(k.key)); ok {
			f.cache.put(k, ch.value)
		} else if !b.stale {
			f.cache.put(k, got.values[i])
		}
	}
}

func (f *follower) cached(k keyName) ([]byte, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.cache.get(k)
}

func (a *readAheadSource) reset() {
	a.next, a.keys, a.ranges = &fetch{}, map[keyName]bool{}, map[span]bool{}
}

// pause records that n functions have stopped running.
func (a *readAheadSource) pause(n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.running -= n; a.running == 0 {
		a.idle <- struct{}{}
	}
}

// resume continues all waiting functions.
func (a *readAheadSource) resume() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.running = a.next.waiting
	a.reset()
	close(a.fetched)
	a.fetched = make(chan struct{})
}

// await blocks until f is fetched together with the reads of the other functions.
// It returns false if the fetch failed.
func (a *readAheadSource) await(f *fetch) bool {
	a.mu.Lock()
	if a.failure != nil {
		a.mu.Unlock()
		return false
	}
	for _, k := range f.keys {
		if !a.keys[k] {
			a.keys[k] = true
			a.next.keys = append(a.next.keys, k)
		}
	}
	for _, p := range f.ranges {
		if !a.ranges[p.span] {
			a.ranges[p.span] = true
			a.next.ranges = append(a.next.ranges, p)
		}
	}
	a.next.waiting++
	fetched := a.fetched
	a.mu.Unlock()
	a.pause(1)
	<-fetched
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.failure == nil
}

func (a *readAheadSource) get(k keyName) []byte {
	value, ok := a.batch.reads.key(k)
	if ok {
		return value
	}
	if value, ok = a.store.follow.cached(k); ok {
		a.batch.reads.setKey(k, value)
		return value
	}
	a.await(&fetch{keys: []keyName{k}})
	value, _ = a.batch.reads.key(k)
	return value
}

func (a *readAheadSource) more(s span, n int) ([]pair, bool) {
	for {
		pairs, page, done := a.batch.reads.after(s, n)
		if len(pairs) > 0 || done {
			return pairs, len(pairs) > 0
		}
		if !a.await(&fetch{ranges: []pageOf{page}}) {
			return nil, false
		}
	}
}

func (a *readAheadSource) want(needs []store.Need) {
	if f := a.batch.reads.missing(needs, a.store.follow.cached); !f.empty() {
		a.await(f)
	}
}

// buckets returns nothing: the list is read under the lock only.
func (a *readAheadSource) buckets() []store.Bucket { return nil }
