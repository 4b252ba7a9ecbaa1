package pgstore

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"webim.js/server/store"
)

const (
	// pollInterval is the polling interval of the log, in case notifications are lost.
	pollInterval = 250 * time.Millisecond

	// logPage is the maximum number of rows per read of the log.
	logPage = 500
)

// follower applies the log to the cache and delivers its notes. Batches arrive from
// the log and from this process' own commits; follower applies them in the order of
// their numbers, without gaps.
type follower struct {
	mu        sync.Mutex
	applied   uint64 // the latest applied batch
	last      []byte // id of the applied batch; nil means unknown
	stamp     uint64 // stamp of the applied batch
	cache     *cache
	preparing map[*batch]bool // batches being prepared, which receive later changes
	current   *batch          // the batch being committed
	delivered uint64          // the latest batch whose notes were delivered
	queue     []*row          // batches with undelivered notes
	missed    int             // number of times that this process fell behind the log
	change    chan struct{}   // closed and replaced when delivered or queue changes
	closed    bool

	followers  store.Followers
	delivering sync.Mutex // held while notes are delivered
	log        *slog.Logger
}

func newFollower(number, stamp uint64, cacheBytes int, log *slog.Logger) *follower {
	return &follower{
		applied: number, stamp: stamp, delivered: number, cache: newCache(cacheBytes),
		preparing: map[*batch]bool{}, change: make(chan struct{}), log: log,
	}
}

// begin registers a batch to receive changes from now on.
func (f *follower) begin(b *batch) {
	f.mu.Lock()
	defer f.mu.Unlock()
	b.overlay, b.stale = changes{}, false
	f.preparing[b] = true
}

// end unregisters a batch and reports whether its changes are complete. They are
// not if this process fell behind the log.
func (f *follower) end(b *batch) (complete bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.preparing, b)
	return !b.stale
}

func (f *follower) appliedNumber() (applied uint64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.applied
}

// expect registers the batch being committed, so that its number is recorded when
// it appears in the log. A commit can succeed without a response.
func (f *follower) expect(b *batch) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.current, b.unseen = b, false
}

// numberOf returns the number of an expected batch, or 0 while it is not in the log.
// It returns errBehind if the log was truncated and may have contained the batch.
func (f *follower) numberOf(b *batch) (uint64, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if b.number == 0 && b.unseen {
		return 0, errBehind
	}
	return b.number, nil
}

func (f *follower) lastStamp() uint64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.stamp
}

// advance applies rows in order and skips those already applied.
func (f *follower) advance(rows ...*row) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, r := range rows {
		if r.number != f.applied+1 {
			continue
		}
		f.applied, f.last, f.stamp = r.number, r.batch, r.stamp
		if f.current != nil && bytes.Equal(f.current.id, r.batch) {
			f.current.number = r.number
		}
		for _, c := range r.changed {
			f.cache.update(c.bucket, c.key, c.value)
			for b := range f.preparing {
				b.overlay.set(c.bucket, change{key: c.key, value: c.value})
			}
		}
		f.queue = append(f.queue, r)
	}
	f.changedLocked()
}

// skipTo skips batches that the log no longer has. It clears the cache and notifies
// followers.
func (f *follower) skipTo(number, stamp uint64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if number <= f.applied {
		return
	}
	f.applied, f.last, f.stamp = number, nil, stamp
	f.cache.clear()
	for b := range f.preparing {
		b.stale = true
	}
	if f.current != nil {
		f.current.unseen = true
	}
	f.missed++
	f.queue = append(f.queue, &row{number: number, stamp: stamp, batch: skipped})
	f.changedLocked()
}

// errHistoryLost reports a database that lacks batches which this process saw
// committed. Continuing on it would assign the same numbers twice.
var errHistoryLost = errors.New("pgstore: database lacks committed batches (restored backup, or lagging standby promoted?); " +
	"to continue on it, run webim-server promoted")

// position is a position in the log.
type position struct {
	number uint64
	batch  []byte // id of the batch; nil means unknown
}

// logPosition returns the current position. Callers take it before they query the
// database, as own commits may advance it meanwhile.
func (f *follower) logPosition() position {
	f.mu.Lock()
	defer f.mu.Unlock()
	return position{f.applied, f.last}
}

// check reports errHistoryLost if the database does not contain the history up to
// the position. at is the log row at the position, or nil if the log no longer has it.
func (p position) check(h head, at *row) error {
	if h.number < p.number || at != nil && p.batch != nil && at.number == p.number && !bytes.Equal(at.batch, p.batch) {
		return errHistoryLost
	}
	return nil
}

// skipped marks a row that represents skipped batches.
var skipped = []byte("skipped")

func (f *follower) changedLocked() {
	close(f.change)
	f.change = make(chan struct{})
}

// deliver delivers the notes of batches in order until close.
func (f *follower) deliver() {
	for {
		f.mu.Lock()
		for len(f.queue) == 0 {
			if f.closed {
				f.mu.Unlock()
				return
			}
			change := f.change
			f.mu.Unlock()
			<-change
			f.mu.Lock()
		}
		r := f.queue[0]
		f.queue = f.queue[1:]
		f.mu.Unlock()

		f.delivering.Lock()
		if bytes.Equal(r.batch, skipped) {
			f.log.Warn("store: fell behind the change log, dropping the cache", "batch", r.number)
			f.followers.Missed(r.stamp)
		}
		for _, n := range r.notes {
			f.handle(n, f.followers.Of(n.topic))
		}
		f.mu.Lock()
		f.delivered = r.number // before a new follower registers, which replays up to here
		f.changedLocked()
		f.mu.Unlock()
		f.delivering.Unlock()
	}
}

func (f *follower) handle(n note, followers []store.Follower) {
	for _, target := range followers {
		if n.local != nil {
			target.Received(n.local.Value)
			continue
		}
		value, err := target.Decode(n.data)
		if err != nil {
			// It may come from a newer version, and cannot be handled here.
			f.log.Error("store: unreadable note", "topic", n.topic, "error", err)
			continue
		}
		target.Received(value)
	}
}

// awaitDelivered blocks until the notes of a batch were delivered in this process.
func (f *follower) awaitDelivered(number uint64) {
	for {
		f.mu.Lock()
		done, change := f.delivered >= number || f.closed && len(f.queue) == 0, f.change
		f.mu.Unlock()
		if done {
			return
		}
		<-change
	}
}

func (f *follower) close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = true
	f.changedLocked()
}

// poll reads the log after the current position and reports whether there may be
// more.
func (s *Store) poll(ctx context.Context) (more bool, err error) {
	pos := s.follow.logPosition()
	from := pos.number
	var h head
	var at *row
	rows := []*row{}
	b := &pgx.Batch{}
	b.Queue(queryHead).QueryRow(func(r pgx.Row) error { return r.Scan(&h.number, &h.stamp, &h.floor) })
	queueLog(b, from, logPage, &at, &rows)
	if err := send(ctx, s.pool, b); err != nil {
		return false, err
	}
	s.seen.Store(max(s.seen.Load(), h.number))
	if h.floor > from+1 {
		s.follow.skipTo(h.number, h.stamp)
		return true, nil
	}
	if err := pos.check(h, at); err != nil {
		return false, err
	}
	s.follow.advance(rows...)
	return len(rows) == logPage, nil
}

// queueLog adds a read of the log to a pipeline. It sets at to the row before the
// first one requested, if the log still has it.
func queueLog(b *pgx.Batch, after uint64, limit int, at **row, into *[]*row) {
	b.Queue(readLog, int64(after), limit).Query(func(rows pgx.Rows) error {
		for rows.Next() {
			r := &row{}
			var entries []byte
			if err := rows.Scan(&r.number, &r.batch, &r.stamp, &entries); err != nil {
				return err
			}
			if r.number == after {
				*at = r
				continue
			}
			if err := r.decode(entries); err != nil {
				return err
			}
			*into = append(*into, r)
		}
		return rows.Err()
	})
}

// watch reads the log when notified, and every pollInterval.
func (s *Store) watch() {
	timer := time.NewTicker(pollInterval)
	defer timer.Stop()
	failing := false
	for {
		byNotice := false
		select {
		case <-s.wake:
			byNotice = true
		case <-timer.C:
		case <-s.ending.Done():
			return
		}
		for more := true; more; {
			before := s.follow.appliedNumber()
			var err error
			more, err = s.poll(s.ending)
			switch {
			case err == nil || failing || s.ending.Err() != nil:
			case errors.Is(err, errHistoryLost):
				s.log.Error("store: now read-only", "error", err)
			default:
				s.log.Warn("store: reading the change log failed", "error", err)
			}
			failing = err != nil
			if !byNotice && s.follow.appliedNumber() > before {
				s.metrics.notifyMisses.Inc()
			}
		}
	}
}

// Follow implements store.Store.
func (s *Store) Follow(topic string, target store.Follower) {
	// Block delivery, so that no note is lost or repeated between replay and
	// registration.
	s.follow.delivering.Lock()
	defer s.follow.delivering.Unlock()
	if target.Since > 0 {
		if err := s.replay(topic, target); err != nil {
			s.log.Warn("store: replaying the change log failed", "topic", topic, "error", err)
			target.Missed(0)
		}
	}
	s.follow.followers.Add(topic, target)
}

// replay replays the topic's notes in the log to a follower.
func (s *Store) replay(topic string, target store.Follower) error {
	s.follow.mu.Lock()
	delivered := s.follow.delivered
	s.follow.mu.Unlock()
	ctx, cancel := context.WithTimeout(s.ending, retryTimeout)
	defer cancel()
	var after *uint64
	if err := s.pool.QueryRow(ctx, `SELECT min(number) - 1 FROM log WHERE at > clock_timestamp() - make_interval(secs => $1)`,
		target.Since.Seconds()).Scan(&after); err != nil || after == nil {
		return err
	}
	for {
		var at *row
		var rows []*row
		b := &pgx.Batch{}
		queueLog(b, *after, logPage, &at, &rows)
		if err := send(ctx, s.pool, b); err != nil {
			return err
		}
		for _, r := range rows {
			if r.number > delivered {
				return nil
			}
			*after = r.number
			for _, n := range r.notes {
				if n.topic == topic {
					s.follow.handle(n, []store.Follower{target})
				}
			}
		}
		if len(rows) < logPage {
			return nil
		}
	}
}
