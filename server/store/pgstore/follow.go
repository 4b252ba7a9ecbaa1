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
	// lookEvery is how long a lost notification goes unnoticed.
	lookEvery = 250 * time.Millisecond

	// logPage bounds one look into the log.
	logPage = 500
)

// follower knows how far this process has followed the log. Batches arrive in
// it from two sides, from the log and from this process' own commits; it takes
// them in the order of their numbers and without gaps.
type follower struct {
	mu      sync.Mutex
	applied uint64 // the latest batch that the cache has
	last    []byte // … what it is called; nil: unknown
	stamp   uint64 // after it
	cache   *cache
	taps    map[*batch]bool // batches that began earlier and need what has changed since
	current *batch          // the one that is being committed
	told    uint64          // the latest batch whose notes were heard
	queue   []*row          // their notes are to be told
	lost    int             // how often the log was behind us
	change  chan struct{}   // closed and replaced when told or queue change
	closed  bool

	followers store.Followers
	telling   sync.Mutex // held while notes are told
	log       *slog.Logger
}

func newFollower(number, stamp uint64, cacheBytes int, log *slog.Logger) *follower {
	return &follower{
		applied: number, stamp: stamp, told: number, cache: newCache(cacheBytes),
		taps: map[*batch]bool{}, change: make(chan struct{}), log: log,
	}
}

// begin notes that a batch reads from now on, so that it learns of changes.
func (f *follower) begin(b *batch) {
	f.mu.Lock()
	defer f.mu.Unlock()
	b.over, b.stale = changes{}, false
	f.taps[b] = true
}

// end is the opposite. The batch's changes are its own then; they are not
// enough when the log was lost meanwhile.
func (f *follower) end(b *batch) (complete bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.taps, b)
	return !b.stale
}

func (f *follower) position() (applied uint64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.applied
}

// expect has a batch's number be noted when it turns up in the log, from
// whatever side: its commit may come through without an answer.
func (f *follower) expect(b *batch) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.current, b.unseen = b, false
}

// numberOf is an expected batch's number, 0 while it is not in the log. When that
// was cut off meanwhile, nobody knows whether it was.
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

// advance takes rows in order. Those that are known already are passed over.
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
			for b := range f.taps {
				b.over.set(c.bucket, change{key: c.key, value: c.value})
			}
		}
		f.queue = append(f.queue, r)
	}
	f.changedLocked()
}

// jump goes on behind what the log no longer has: whatever was known is
// forgotten, and who follows is told so.
func (f *follower) jump(number, stamp uint64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if number <= f.applied {
		return
	}
	f.applied, f.last, f.stamp = number, nil, stamp
	f.cache.clear()
	for b := range f.taps {
		b.stale = true
	}
	if f.current != nil {
		f.current.unseen = true
	}
	f.lost++
	f.queue = append(f.queue, &row{number: number, stamp: stamp, batch: jumped})
	f.changedLocked()
}

// errHistoryLost reports a database that lacks batches which this process saw
// committed. Continuing on it would assign the same numbers twice.
var errHistoryLost = errors.New("pgstore: database lacks committed batches (restored backup, or lagging standby promoted?); " +
	"to continue on it, run webim-server promoted")

// place is a batch, and what it is called.
type place struct {
	number uint64
	batch  []byte // nil: unknown
}

// place is where this process is before it looks at the database: it goes on
// meanwhile, by its own commits.
func (f *follower) place() place {
	f.mu.Lock()
	defer f.mu.Unlock()
	return place{f.applied, f.last}
}

// check tells whether a database that was looked at from a place is the one that
// was followed so far. at is what its log has there, if it still has it.
func (p place) check(h head, at *row) error {
	if h.number < p.number || at != nil && p.batch != nil && at.number == p.number && !bytes.Equal(at.batch, p.batch) {
		return errHistoryLost
	}
	return nil
}

// jumped marks a row that stands for those that were lost.
var jumped = []byte("jumped")

func (f *follower) changedLocked() {
	close(f.change)
	f.change = make(chan struct{})
}

// tell hands the notes over, one batch after the other, until close.
func (f *follower) tell() {
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

		f.telling.Lock()
		if bytes.Equal(r.batch, jumped) {
			f.log.Warn("store: fell behind the change log, dropping the cache", "batch", r.number)
			f.followers.Missed(r.stamp)
		}
		for _, n := range r.notes {
			f.hear(n, f.followers.Of(n.topic))
		}
		f.mu.Lock()
		f.told = r.number // before somebody begins to follow, who hears of the past up to here
		f.changedLocked()
		f.mu.Unlock()
		f.telling.Unlock()
	}
}

func (f *follower) hear(n note, followers []store.Follower) {
	for _, one := range followers {
		if n.local != nil {
			one.Heard(n.local.Value)
			continue
		}
		value, err := one.Decode(n.data)
		if err != nil {
			// Of a newer program, perhaps. Whatever it was, it was meant for us.
			f.log.Error("store: unreadable note", "topic", n.topic, "error", err)
			continue
		}
		one.Heard(value)
	}
}

// awaitTold waits until a batch's notes were heard here.
func (f *follower) awaitTold(number uint64) {
	for {
		f.mu.Lock()
		done, change := f.told >= number || f.closed && len(f.queue) == 0, f.change
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

// look reads what the log has behind our position. It reports whether there
// may be more.
func (s *Store) look(ctx context.Context) (more bool, err error) {
	here := s.follow.place()
	from := here.number
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
		s.follow.jump(h.number, h.stamp)
		return true, nil
	}
	if err := here.check(h, at); err != nil {
		return false, err
	}
	s.follow.advance(rows...)
	return len(rows) == logPage, nil
}

// queueLog adds a look into the log to a pipeline. at becomes the row before
// those that are looked for, if it is there.
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

// watch reads the log when notified, and every lookEvery.
func (s *Store) watch() {
	timer := time.NewTicker(lookEvery)
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
			before := s.follow.position()
			var err error
			more, err = s.look(s.ending)
			switch {
			case err == nil || failing || s.ending.Err() != nil:
			case errors.Is(err, errHistoryLost):
				s.log.Error("store: now read-only", "error", err)
			default:
				s.log.Warn("store: reading the change log failed", "error", err)
			}
			failing = err != nil
			if !byNotice && s.follow.position() > before {
				s.metrics.notifyMisses.Inc()
			}
		}
	}
}

// Follow implements store.Store.
func (s *Store) Follow(topic string, one store.Follower) {
	// Nothing is told between what is heard of the past and the first new note.
	s.follow.telling.Lock()
	defer s.follow.telling.Unlock()
	if one.Since > 0 {
		if err := s.hearPast(topic, one); err != nil {
			s.log.Warn("store: change log start missed", "topic", topic, "error", err)
			one.Missed(0)
		}
	}
	s.follow.followers.Add(topic, one)
}

// hearPast has a follower hear what the log has of a topic.
func (s *Store) hearPast(topic string, one store.Follower) error {
	s.follow.mu.Lock()
	told := s.follow.told
	s.follow.mu.Unlock()
	ctx, cancel := context.WithTimeout(s.ending, retryTimeout)
	defer cancel()
	var after *uint64
	if err := s.pool.QueryRow(ctx, `SELECT min(number) - 1 FROM log WHERE at > clock_timestamp() - make_interval(secs => $1)`,
		one.Since.Seconds()).Scan(&after); err != nil || after == nil {
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
			if r.number > told {
				return nil
			}
			*after = r.number
			for _, n := range r.notes {
				if n.topic == topic {
					s.follow.hear(n, []store.Follower{one})
				}
			}
		}
		if len(rows) < logPage {
			return nil
		}
	}
}
