package pgstore

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"webim.js/server/store"
)

const (
	// maxBatch bounds the number of updates in a batch.
	maxBatch = 512

	// changeCost is the approximate time PostgreSQL takes to write a change.
	changeCost = 10 * time.Microsecond
)

// head is the row whose lock orders the transactions.
type head struct {
	number, stamp, floor uint64
	slot                 int16
}

// gather forms batches from the waiting updates and reads ahead for them. It starts
// on a batch when the previous one has acquired the lock, not earlier, so that
// updates that arrive while waiting for the lock join the batch. Fewer batches mean
// shorter waits.
func (s *Store) gather() {
	defer close(s.batches)
	for {
		select {
		case <-s.queue.Ready():
		case <-s.closing:
		}
		for s.queue.Len() > 0 {
			<-s.prepareNext
			if p, ok := s.prepare(); ok {
				s.batches <- p
			} else {
				s.prepareNext <- struct{}{}
			}
		}
		select {
		case <-s.closing:
			return
		default:
		}
	}
}

// preparedBatch is a batch whose reads were fetched.
type preparedBatch struct {
	*batch
	err error
}

// prepare forms a batch of pending updates that are expected to take BatchTime, and
// reads ahead for it. ok is false if no updates are pending.
func (s *Store) prepare() (p preparedBatch, ok bool) {
	b := &batch{}
	expected := time.Duration(0)
	for len(b.updates) < maxBatch && expected < store.BatchTime {
		entry, ok := s.queue.Pop()
		if !ok {
			break
		}
		if !entry.Value.Take() {
			s.queue.Spend(entry, 0)
			continue
		}
		b.updates, b.entries = append(b.updates, entry.Value), append(b.entries, entry)
		expected += entry.Estimate()
	}
	if len(b.updates) == 0 {
		return p, false
	}
	b.took = make([]time.Duration, len(b.updates))
	b.id = make([]byte, 16)
	rand.Read(b.id) // never fails
	ctx, cancel := context.WithTimeout(context.Background(), retryTimeout)
	defer cancel()
	return preparedBatch{b, s.readAhead(ctx, b)}, true
}

// write commits the batches one at a time.
func (s *Store) write() {
	defer close(s.done)
	s.signalPrepare()
	for p := range s.batches {
		s.signaled = false
		s.settle(p)
		s.signalPrepare()
	}
	if s.writer != nil {
		s.closeWriter()
	}
}

// settle commits a batch and reports the result to its callers. It retries while
// the database is unreachable, up to retryTimeout. If the connection broke after
// the commit was sent, it looks the outcome up in the log, up to outcomeTimeout.
func (s *Store) settle(p preparedBatch) {
	start := time.Now()
	b, err := p.batch, p.err
	sent := false
	var number uint64
	for {
		if err == nil {
			number, err = s.commit(b, &sent)
		}
		if err == nil || !isTransient(err) {
			break
		}
		for limit := outcomeTimeout; sent && err != nil; {
			// The functions must not run again before the outcome is known: they
			// set their callers' variables, which must match what was committed.
			time.Sleep(retryPause)
			s.metrics.retries.Inc()
			if number, err = s.committedNumber(b); err != nil && (!isTransient(err) || errors.Is(err, errBehind) || time.Since(start) > limit) {
				break
			}
		}
		if number > 0 || sent && err != nil {
			break
		}
		sent = false
		if time.Since(start) > retryTimeout || s.isClosing() {
			break
		}
		s.metrics.retries.Inc()
		if !errors.Is(err, errBehind) {
			time.Sleep(retryPause)
		}
		ctx, cancel := context.WithTimeout(context.Background(), retryTimeout)
		err = s.readAgain(ctx, b)
		cancel()
	}
	s.follow.end(b)
	if err == nil && number > 0 {
		s.follow.awaitDelivered(number) // followers are called before Update returns
	}
	s.observe(store.Flush{Updates: len(b.updates), Took: time.Since(start), Err: err})
	for i, u := range b.updates {
		s.queue.Spend(b.entries[i], b.took[i])
		if err != nil {
			u.err = fmt.Errorf("pgstore: commit: %w", err)
		}
		u.result <- u.err
	}
}

// readAgain reads ahead again after a connection broke.
func (s *Store) readAgain(ctx context.Context, b *batch) error {
	s.follow.end(b)
	return s.readAhead(ctx, b)
}

// errBehind reports that the log was truncated past the batch's reads.
var errBehind = errors.New("pgstore: behind the log")

// commit runs a batch's functions under the lock and returns the batch's number
// once it is durable, 0 if there was nothing to write. It sets sent once it has
// sent a commit.
func (s *Store) commit(b *batch, sent *bool) (number uint64, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), lockTime)
	defer cancel()
	if err := s.readyWriter(ctx); err != nil {
		return 0, err
	}
	defer func() {
		if err != nil {
			s.closeWriter()
		}
	}()
	start := time.Now()
	h, err := s.lock(ctx)
	if err != nil {
		return 0, err
	}
	locked := time.Now()
	s.signalPrepare()
	s.metrics.lockWait.Observe(locked.Sub(start).Seconds())
	defer func() { s.metrics.lockHold.Observe(time.Since(locked).Seconds()) }()
	if !s.follow.end(b) {
		return 0, errBehind
	}
	r := s.runAll(ctx, b, h)
	if len(r.changed) == 0 && len(r.notes) == 0 && r.stamp == h.stamp {
		_, err := s.writer.Exec(ctx, "ROLLBACK")
		return 0, err
	}
	s.follow.expect(b)
	*sent = true
	if err := s.put(ctx, h, r); err != nil {
		return 0, err
	}
	s.follow.advance(r)
	return r.number, nil
}

// signalPrepare allows the next batch to be prepared, once for each settled batch.
func (s *Store) signalPrepare() {
	if !s.signaled {
		s.signaled = true
		s.prepareNext <- struct{}{}
	}
}

func (s *Store) readyWriter(ctx context.Context) (err error) {
	if s.writer == nil || s.writer.IsClosed() {
		s.writer, err = s.connectWriter(ctx)
	}
	return err
}

// closeWriter closes the writer's connection, which may be broken.
func (s *Store) closeWriter() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = s.writer.Close(ctx)
}

// committedNumber returns the number of a batch whose commit was sent without a response, 0
// if it was not committed. It acquires the lock first: the connection that sent the
// commit held it, so the outcome is then final.
func (s *Store) committedNumber(b *batch) (number uint64, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), lockTime)
	defer cancel()
	if err := s.readyWriter(ctx); err != nil {
		return 0, err
	}
	if _, err = s.lock(ctx); err == nil {
		_, err = s.writer.Exec(ctx, "ROLLBACK")
	}
	if err != nil {
		s.closeWriter()
		return 0, err
	}
	return s.follow.numberOf(b)
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
	for i := len(b.updates) - 1; i >= from; i-- { // in reverse, as Return inserts at the front
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

// lockedSource reads under the lock what readAhead did not fetch, while other writers
// wait.
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
