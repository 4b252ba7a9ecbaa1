package pgstore

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"webim.js/server/store"
)

// changeCost is the approximate time PostgreSQL takes to write a change.
const changeCost = 10 * time.Microsecond

// head is the row whose lock orders the transactions.
type head struct {
	number, stamp, floor uint64
	slot                 int16
}

// lock locks the head row and catches up with the log. No other process can commit
// until the transaction ends.
func (s *Store) lock(ctx context.Context) (h head, err error) {
	pos := s.follow.logPosition()
	from := pos.number
	var at *row
	var rows []*row
	for first := true; first || len(rows) == logPage; first = false {
		rows = rows[:0]
		pipeline := &pgx.Batch{}
		if first {
			pipeline.Queue("BEGIN ISOLATION LEVEL READ COMMITTED")
			pipeline.Queue(lockHead).QueryRow(func(r pgx.Row) error { return r.Scan(&h.number, &h.stamp, &h.floor, &h.slot) })
		}
		queueLog(pipeline, from, logPage, &at, &rows)
		if err := send(ctx, s.writer, pipeline); err != nil {
			return h, err
		}
		if h.floor > from+1 {
			s.follow.skipTo(h.number, h.stamp)
			return h, errBehind
		}
		if err := pos.check(h, at); err != nil {
			return h, err
		}
		if len(rows) > 0 {
			from = rows[len(rows)-1].number
		}
		s.follow.advance(rows...)
	}
	return h, nil
}

// runAll runs the functions one after the other, each on the result of the previous
// ones, and returns the batch's log row.
func (s *Store) runAll(ctx context.Context, b *batch, h head) *row {
	stamp := h.stamp
	b.took = make([]time.Duration, len(b.updates))
	src := &lockedSource{store: s, ctx: ctx, reads: b.reads}
	r := &row{number: h.number + 1, batch: b.id}
	elapsed := time.Duration(0)
	for i, u := range b.updates {
		if elapsed >= store.BatchTime && !s.isClosing() {
			s.postpone(b, i)
			break
		}
		t := &tx{src: src, overlay: &b.overlay, stamp: &stamp}
		u.err = t.run(u.fn)
		t.cost.Changes = len(t.undo)
		b.took[i] = t.cost.Time(changeCost)
		elapsed += b.took[i]
		if u.err == nil && src.failure != nil {
			u.err = src.failure
		}
		if u.err == nil {
			var notes []note
			if notes, u.err = encodeNotes(t.notes); u.err == nil {
				r.notes = append(r.notes, notes...)
			} else {
				t.rollback()
			}
		}
	}
	r.stamp = stamp
	for bucket, tree := range b.overlay.buckets {
		tree.Scan(func(ch change) bool {
			if ch.own {
				r.changed = append(r.changed, changed{bucket, ch.key, ch.value})
			}
			return true
		})
	}
	return r
}

// postpone removes the updates from index from on from the batch, because the
// previous ones took longer than expected, and puts them back into the queue.
func (s *Store) postpone(b *batch, from int) {
	for i := len(b.updates) - 1; i >= from; i-- { // in reverse, as Requeue inserts at the front
		b.updates[i].Release()
		s.queue.Requeue(b.entries[i])
	}
	b.updates, b.entries, b.took = b.updates[:from], b.entries[:from], b.took[:from]
}

func encodeNotes(notes []store.Note) (list []note, err error) {
	for _, n := range notes {
		data, err := n.Encode()
		if err != nil {
			return nil, fmt.Errorf("pgstore: note of topic %s: %w", n.Topic, err)
		}
		list = append(list, note{n.Topic, data, &n})
	}
	return list, nil
}

// put writes a batch and commits, in one round trip.
func (s *Store) put(ctx context.Context, h head, r *row) error {
	var deleted, stored struct {
		buckets      []string
		keys, values [][]byte
	}
	for _, c := range r.changed {
		dst := &stored
		if c.value == nil {
			dst = &deleted
		}
		dst.buckets, dst.keys, dst.values = append(dst.buckets, string(c.bucket)), append(dst.keys, c.key), append(dst.values, c.value)
	}
	b := &pgx.Batch{}
	if len(deleted.keys) > 0 {
		b.Queue(deleteKeys, deleted.buckets, deleted.keys)
	}
	if len(stored.keys) > 0 {
		b.Queue(putKeys, stored.buckets, stored.keys, stored.values)
	}
	b.Queue(writeLog, h.slot, int64(r.number), r.batch, int64(r.stamp), r.encode())
	b.Queue(writeHead, int64(r.number), int64(r.stamp))
	b.Queue(notify, s.channel, strconv.FormatUint(r.number, 10))
	b.Queue("COMMIT")
	return send(ctx, s.writer, b)
}

// lockedSource reads values under the lock that readAhead did not fetch, while other
// writers wait.
type lockedSource struct {
	store   *Store
	ctx     context.Context
	reads   *reads
	failure error
}

func (src *lockedSource) fetch(f *fetch) bool {
	if src.failure != nil {
		return false
	}
	src.store.metrics.unforeseen.Inc()
	src.store.readRounds.Add(1)
	b := &pgx.Batch{}
	f.queue(b)
	if src.failure = send(src.ctx, src.store.writer, b); src.failure != nil {
		return false
	}
	src.reads.take(f)
	return true
}

func (src *lockedSource) get(k keyName) []byte {
	if value, ok := src.reads.key(k); ok {
		return value
	}
	f := &fetch{keys: []keyName{k}}
	if !src.fetch(f) {
		return nil
	}
	return f.values[0]
}

func (src *lockedSource) more(s span, n int) ([]pair, bool) {
	pairs, page, done := src.reads.after(s, n)
	if len(pairs) == 0 && !done && src.fetch(&fetch{ranges: []pageOf{page}}) {
		pairs, _, _ = src.reads.after(s, n)
	}
	return pairs, len(pairs) > 0
}

func (src *lockedSource) want(needs []store.Need) {
	if f := src.reads.missing(needs, func(keyName) ([]byte, bool) { return nil, false }); !f.empty() {
		src.fetch(f)
	}
}

func (src *lockedSource) buckets() (list []store.Bucket) {
	b := &pgx.Batch{}
	queueBuckets(b, &list)
	if err := send(src.ctx, src.store.writer, b); err != nil && src.failure == nil {
		src.failure = err
	}
	return list
}
