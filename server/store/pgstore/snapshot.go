package pgstore

import (
	"context"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Views are many and small, and a transaction of the database costs more than
// what most of them read. So views that begin at the same time share one, and
// what they read at the same time is read by one statement.

// What is read at once is bounded, so that a few who need little do not wait
// for many who need much.
const (
	maxShared  = 256  // views of a snapshot
	maxFetched = 2000 // keys and ranges of a statement, unless one view needs more
)

// ask is what one view wants to be read at once.
type ask struct {
	fetch  *fetch
	also   func(*pgx.Batch) // queues something else; nil: nothing
	answer chan answered    // has room for one
}

type answered struct {
	from *snapshot
	err  error
}

// snapshots are those that are open, and the views that wait for one.
type snapshots struct {
	mu      sync.Mutex
	waiting []*ask
	open    int
}

// join has a view's first read done in a snapshot that is taken after the call.
// The view has to leave it.
func (s *snapshots) join(of *Store, a *ask) {
	s.mu.Lock()
	s.waiting = append(s.waiting, a)
	// One connection is left for the updates.
	more := s.open < max(1, int(of.pool.Config().MaxConns)-1)
	if more {
		s.open++
	}
	s.mu.Unlock()
	if more {
		go of.takeSnapshots()
	}
}

// fit is how many of some asks are carried out at once.
func fit(asks []*ask) (n int) {
	for size := 0; n < min(len(asks), maxShared); n++ {
		if size += len(asks[n].fetch.keys) + len(asks[n].fetch.ranges); size > maxFetched && n > 0 {
			break
		}
	}
	return n
}

// next are views that wait.
func (s *snapshots) next() []*ask {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := fit(s.waiting)
	list := s.waiting[:n:n]
	s.waiting = s.waiting[n:]
	return list
}

// over ends a taker of snapshots, unless somebody waits.
func (s *snapshots) over() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.waiting) > 0 {
		return false
	}
	s.open--
	return true
}

// takeSnapshots takes one after the other while views wait.
func (s *Store) takeSnapshots() {
	for {
		s.takeSnapshot()
		if s.snapshots.over() {
			return
		}
	}
}

// takeSnapshot reads for those who wait, and on for them until they leave.
func (s *Store) takeSnapshot() {
	ctx, cancel := context.WithTimeout(context.Background(), retryTimeout)
	defer cancel()
	conn, err := s.pool.Acquire(ctx)
	first := s.snapshots.next() // who came while we waited for the connection is among them
	if err != nil {
		give(first, answered{err: err})
		return
	}
	if len(first) == 0 {
		conn.Release()
		return
	}
	n := &snapshot{members: len(first), changed: make(chan struct{}, 1)}
	if err := n.begin(ctx, conn, first); err != nil {
		_ = conn.Conn().Close(ctx) // in whatever state it is
		conn.Release()
		give(first, answered{err: err})
		return
	}
	give(first, answered{from: n})
	n.serve(conn)
}

func give(asks []*ask, a answered) {
	for _, one := range asks {
		one.answer <- a
	}
}

// snapshot is a transaction of the database that some views read.
type snapshot struct {
	head head

	mu      sync.Mutex
	members int
	asked   []*ask
	changed chan struct{} // has room for one
}

// read has something read for a member.
func (n *snapshot) read(a *ask) {
	n.mu.Lock()
	n.asked = append(n.asked, a)
	n.mu.Unlock()
	n.wake()
}

// leave is the last that a member does.
func (n *snapshot) leave() {
	n.mu.Lock()
	n.members--
	over := n.members == 0
	n.mu.Unlock()
	if over {
		n.wake()
	}
}

func (n *snapshot) wake() {
	select {
	case n.changed <- struct{}{}:
	default:
	}
}

// next waits for what members ask; false: there is none any more.
func (n *snapshot) next() (asks []*ask, ok bool) {
	for {
		n.mu.Lock()
		asks, n.asked = n.asked, nil
		over := n.members == 0
		n.mu.Unlock()
		if over || len(asks) > 0 {
			return asks, !over
		}
		<-n.changed
	}
}

const beginView = `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY`

func (n *snapshot) begin(ctx context.Context, conn *pgxpool.Conn, first []*ask) error {
	b := &pgx.Batch{}
	b.Queue(beginView)
	b.Queue(queryHead).QueryRow(func(r pgx.Row) error { return r.Scan(&n.head.number, &n.head.stamp, &n.head.floor) })
	return sendAll(ctx, conn, b, first)
}

// serve reads for the members until all have left. After a failure they all
// get it: the snapshot is gone.
func (n *snapshot) serve(conn *pgxpool.Conn) {
	defer conn.Release()
	var failure error
	for {
		asks, ok := n.next()
		if !ok {
			break
		}
		for len(asks) > 0 {
			some := asks[:fit(asks)]
			asks = asks[len(some):]
			if failure == nil {
				ctx, cancel := context.WithTimeout(context.Background(), retryTimeout)
				failure = sendAll(ctx, conn, &pgx.Batch{}, some)
				cancel()
			}
			give(some, answered{from: n, err: failure})
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), retryTimeout)
	defer cancel()
	if failure == nil {
		_, failure = conn.Exec(ctx, "ROLLBACK")
	}
	if failure != nil {
		_ = conn.Conn().Close(ctx) // is broken already
	}
}

// sendAll carries a pipeline out, with what is asked behind it as one fetch, in
// which a key is once: what many read is often the same.
func sendAll(ctx context.Context, conn *pgxpool.Conn, b *pgx.Batch, asks []*ask) error {
	together := asks[0].fetch
	at := map[keyName]int{} // in together
	if len(asks) > 1 {
		together = &fetch{}
		for _, a := range asks {
			for _, k := range a.fetch.keys {
				if _, known := at[k]; !known {
					at[k] = len(together.keys)
					together.keys = append(together.keys, k)
				}
			}
			together.ranges = append(together.ranges, a.fetch.ranges...)
		}
	}
	together.queue(b)
	for _, a := range asks {
		if a.also != nil {
			a.also(b)
		}
	}
	if b.Len() == 0 {
		return nil
	}
	if err := send(ctx, conn, b); err != nil {
		return err
	}
	if len(asks) > 1 {
		pages := together.pages
		for _, a := range asks {
			a.fetch.values = make([][]byte, len(a.fetch.keys))
			for i, k := range a.fetch.keys {
				a.fetch.values[i] = together.values[at[k]]
			}
			r := len(a.fetch.ranges)
			a.fetch.pages, pages = pages[:r:r], pages[r:]
		}
	}
	return nil
}
