package pgstore

import (
	"context"
	"iter"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"webim.js/server/store"
)

// view reads one snapshot. The snapshot is taken by the first read and shared with
// views that begin at the same time.
type view struct {
	ctx      context.Context
	store    *Store
	snapshot *snapshot // nil before the first read
	reads    *reads
	rounds   int
	failure  error
	unread   bool // failure comes from a read
	broken   bool // the snapshot was lost with its connection
}

// viewTries bounds the runs of a view.
const viewTries = 5

// View implements store.Store. If the connection breaks, the view runs again on
// another one.
func (s *Store) View(ctx context.Context, fn func(store.Reader) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.isClosing() {
		return store.ErrClosed
	}
	deadline := time.Now().Add(retryTimeout)
	for try := 1; ; try++ {
		v := &view{ctx: ctx, store: s, reads: newReads()}
		err := v.run(fn)
		if !v.broken || try == viewTries || time.Now().After(deadline) || ctx.Err() != nil || s.isClosing() {
			return err
		}
		s.metrics.viewsAgain.Inc()
	}
}

func (v *view) run(fn func(store.Reader) error) error {
	defer v.end()
	// An error of fn after a failed read may be a consequence of it.
	if err := fn(v); err != nil && !v.unread {
		return err
	}
	return v.failure
}

func (v *view) end() {
	v.store.metrics.viewRounds.Observe(float64(v.rounds))
	if v.snapshot != nil {
		v.snapshot.leave()
	}
}

// perform performs a read and reports whether it succeeded. The first read is retried
// while the database is unreachable, as fn has seen no data yet.
func (v *view) perform(a *readRequest) bool {
	if v.failure != nil {
		return false
	}
	a.result = make(chan readResult, 1)
	v.rounds++
	v.store.readRounds.Add(1)
	if v.snapshot != nil {
		v.snapshot.read(a)
		_, err := v.await(a)
		if err != nil {
			v.unread, v.broken = true, isTransient(err)
			v.Fail(err)
		}
		return err == nil
	}
	for deadline := time.Now().Add(retryTimeout); ; {
		v.store.snapshots.join(v.store, a)
		shared, err := v.await(a)
		if err == nil {
			v.snapshot = shared
			return true
		}
		if v.store.isClosing() {
			err = store.ErrClosed
		}
		if !isTransient(err) || time.Now().After(deadline) || v.ctx.Err() != nil {
			v.unread = true
			v.Fail(err)
			return false
		}
		select {
		case <-time.After(retryPause):
		case <-v.ctx.Done():
		}
	}
}

// await waits for a response. If ctx ends first, the snapshot is released on arrival.
func (v *view) await(a *readRequest) (*snapshot, error) {
	select {
	case got := <-a.result:
		return got.from, got.err
	case <-v.ctx.Done():
		if v.snapshot == nil {
			go func() {
				if got := <-a.result; got.err == nil {
					got.from.leave()
				}
			}()
		}
		return nil, v.ctx.Err()
	}
}

func (v *view) Fail(err error) {
	if v.failure == nil {
		v.failure = err
	}
}

func (v *view) LastStamp() uint64 {
	if v.snapshot == nil && !v.perform(&readRequest{fetch: &fetch{}}) {
		return 0
	}
	return v.snapshot.head.stamp
}

func (v *view) Want(needs ...store.Need) {
	f := v.reads.missing(needs, func(keyName) ([]byte, bool) { return nil, false })
	if !f.empty() {
		v.fetch(f)
	}
}

func (v *view) fetch(f *fetch) bool {
	if !v.perform(&readRequest{fetch: f}) {
		return false
	}
	v.reads.take(f)
	return true
}

func (v *view) Get(b store.Bucket, key []byte) []byte {
	k := keyName{b, string(key)}
	if value, ok := v.reads.key(k); ok {
		return value
	}
	f := &fetch{keys: []keyName{k}}
	if !v.fetch(f) {
		return nil
	}
	return f.values[0]
}

func (v *view) Scan(b store.Bucket, r store.Range) iter.Seq2[[]byte, []byte] {
	return func(yield func(k, v []byte) bool) {
		pairs, next, whole := v.reads.known(spanOf(b, r))
		for {
			for _, p := range pairs {
				if !yield(p.key, p.value) {
					return
				}
			}
			if whole {
				return
			}
			// Pages are not cached, or an export would hold the whole store in
			// memory.
			page := &fetch{ranges: []pageOf{next}}
			if !v.perform(&readRequest{fetch: page}) {
				return
			}
			pairs, whole = page.pages[0], len(page.pages[0]) < next.limit
			next = next.following(pairs)
		}
	}
}

func (v *view) Buckets() (list []store.Bucket) {
	var got []store.Bucket
	if v.perform(&readRequest{fetch: &fetch{}, extra: func(b *pgx.Batch) { queueBuckets(b, &got) }}) {
		list = got
	}
	return list
}

func queueBuckets(b *pgx.Batch, into *[]store.Bucket) {
	b.Queue(queryBuckets).Query(func(rows pgx.Rows) error {
		names, err := pgx.CollectRows(rows, pgx.RowTo[string])
		for _, name := range names {
			*into = append(*into, store.Bucket(name))
		}
		slices.Sort(*into)
		return err
	})
}
