package pgstore

import (
	"context"
	"iter"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"webim.js/demo/server/store"
)

// view reads one snapshot. It is taken by the first read.
type view struct {
	ctx     context.Context
	store   *Store
	conn    *pgxpool.Conn
	head    head
	reads   *reads
	failure error
}

// View implements store.Store.
func (s *Store) View(ctx context.Context, fn func(store.Reader) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.isClosing() {
		return store.ErrClosed
	}
	v := &view{ctx: ctx, store: s, reads: newReads()}
	defer v.end()
	if err := fn(v); err != nil {
		return err
	}
	return v.failure
}

const beginView = `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY`

// send carries a pipeline out, the first one with the beginning before it.
func (v *view) send(queue func(*pgx.Batch)) bool {
	if v.failure != nil {
		return false
	}
	if v.conn == nil {
		return v.begin(queue)
	}
	b := &pgx.Batch{}
	queue(b)
	v.Fail(send(v.ctx, v.conn, b))
	return v.failure == nil
}

// begin tries again while the database is away for a moment: nothing has been
// read yet.
func (v *view) begin(queue func(*pgx.Batch)) bool {
	for deadline := time.Now().Add(patience); ; {
		conn, err := v.store.pool.Acquire(v.ctx)
		if err == nil {
			b := &pgx.Batch{}
			b.Queue(beginView)
			b.Queue(queryHead).QueryRow(func(r pgx.Row) error { return r.Scan(&v.head.number, &v.head.stamp, &v.head.floor) })
			queue(b)
			if err = send(v.ctx, conn, b); err == nil {
				v.conn = conn
				return true
			}
			_ = conn.Conn().Close(v.ctx) // in whatever state it is
			conn.Release()
		}
		if v.store.isClosing() {
			err = store.ErrClosed
		}
		if !passing(err) || time.Now().After(deadline) || v.ctx.Err() != nil {
			v.Fail(err)
			return false
		}
		select {
		case <-time.After(retryPause):
		case <-v.ctx.Done():
		}
	}
}

// end gives the connection back; that the snapshot is over is nobody's wait.
func (v *view) end() {
	if v.conn == nil {
		return
	}
	conn := v.conn
	v.conn = nil
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if _, err := conn.Exec(ctx, "ROLLBACK"); err != nil {
			_ = conn.Conn().Close(ctx) // is broken already
		}
		conn.Release()
	}()
}

func (v *view) Fail(err error) {
	if v.failure == nil {
		v.failure = err
	}
}

func (v *view) LastStamp() uint64 {
	if v.conn == nil {
		v.send(func(*pgx.Batch) {})
	}
	return v.head.stamp
}

func (v *view) Want(needs ...store.Need) {
	f := v.reads.missing(needs, func(keyName) ([]byte, bool) { return nil, false })
	if !f.empty() {
		v.fetch(f)
	}
}

func (v *view) fetch(f *fetch) bool {
	if !v.send(f.queue) {
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
		pairs, ask, whole := v.reads.known(spanOf(b, r))
		for {
			for _, p := range pairs {
				if !yield(p.key, p.value) {
					return
				}
			}
			if whole {
				return
			}
			// Pages are not kept: an export would hold everything in the end.
			page := &fetch{ranges: []pageOf{ask}}
			if !v.send(page.queue) {
				return
			}
			pairs, whole = page.pages[0], len(page.pages[0]) < ask.limit
			ask = ask.following(pairs)
		}
	}
}

func (v *view) Buckets() (list []store.Bucket) {
	v.send(func(b *pgx.Batch) { queueBuckets(b, &list) })
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
