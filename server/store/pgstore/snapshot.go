package pgstore

import (
	"context"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Views are many and small, and a database transaction costs more than most of them
// read. So views that begin at the same time share a snapshot, and their concurrent
// reads share a statement.

// The limits keep views that read little from waiting for those that read much.
const (
	maxShared  = 256  // views per snapshot
	maxFetched = 2000 // keys and ranges per statement, unless a single view needs more
)

// readRequest is a read request of one view.
type readRequest struct {
	fetch  *fetch
	extra  func(*pgx.Batch) // queues further statements; may be nil
	result chan readResult  // buffered (1)
}

type readResult struct {
	from *snapshot
	err  error
}

// snapshots holds the number of open snapshots and the views waiting for one.
type snapshots struct {
	mu      sync.Mutex
	waiting []*readRequest
	open    int
}

// join requests a view's first read in a snapshot taken after the call. The view
// must call leave on the snapshot it receives.
func (s *snapshots) join(of *Store, a *readRequest) {
	s.mu.Lock()
	s.waiting = append(s.waiting, a)
	// One connection is reserved for updates.
	more := s.open < max(1, int(of.pool.Config().MaxConns)-1)
	if more {
		s.open++
	}
	s.mu.Unlock()
	if more {
		go of.takeSnapshots()
	}
}

// fit returns the number of leading requests that fit into one statement.
func fit(requests []*readRequest) (n int) {
	for size := 0; n < min(len(requests), maxShared); n++ {
		if size += len(requests[n].fetch.keys) + len(requests[n].fetch.ranges); size > maxFetched && n > 0 {
			break
		}
	}
	return n
}

// next removes and returns the requests for the next snapshot.
func (s *snapshots) next() []*readRequest {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := fit(s.waiting)
	list := s.waiting[:n:n]
	s.waiting = s.waiting[n:]
	return list
}

// stopIfIdle reports whether no view is waiting. If so, it releases the caller's slot.
func (s *snapshots) stopIfIdle() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.waiting) > 0 {
		return false
	}
	s.open--
	return true
}

// takeSnapshots takes snapshots one after the other while views are waiting.
func (s *Store) takeSnapshots() {
	for {
		s.takeSnapshot()
		if s.snapshots.stopIfIdle() {
			return
		}
	}
}

// takeSnapshot takes a snapshot for the waiting views and serves it until they
// leave.
func (s *Store) takeSnapshot() {
	ctx, cancel := context.WithTimeout(context.Background(), retryTimeout)
	defer cancel()
	conn, err := s.pool.Acquire(ctx)
	first := s.snapshots.next() // includes views that arrived during Acquire
	if err != nil {
		complete(first, readResult{err: err})
		return
	}
	if len(first) == 0 {
		conn.Release()
		return
	}
	n := &snapshot{members: len(first), changed: make(chan struct{}, 1)}
	if err := n.begin(ctx, conn, first); err != nil {
		_ = conn.Conn().Close(ctx) // the state of the connection is unknown
		conn.Release()
		complete(first, readResult{err: err})
		return
	}
	complete(first, readResult{from: n})
	n.serve(conn)
}

func complete(requests []*readRequest, a readResult) {
	for _, one := range requests {
		one.result <- a
	}
}

// snapshot is a database transaction shared by several views.
type snapshot struct {
	head head

	mu      sync.Mutex
	members int
	queued  []*readRequest
	changed chan struct{} // buffered (1)
}

// read requests a read for a member.
func (n *snapshot) read(a *readRequest) {
	n.mu.Lock()
	n.queued = append(n.queued, a)
	n.mu.Unlock()
	n.wake()
}

// leave removes a member. The member must not use the snapshot afterwards.
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

// next waits for requests of members. ok is false when all members have left.
func (n *snapshot) next() (requests []*readRequest, ok bool) {
	for {
		n.mu.Lock()
		requests, n.queued = n.queued, nil
		over := n.members == 0
		n.mu.Unlock()
		if over || len(requests) > 0 {
			return requests, !over
		}
		<-n.changed
	}
}

const beginView = `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY`

func (n *snapshot) begin(ctx context.Context, conn *pgxpool.Conn, first []*readRequest) error {
	b := &pgx.Batch{}
	b.Queue(beginView)
	b.Queue(queryHead).QueryRow(func(r pgx.Row) error { return r.Scan(&n.head.number, &n.head.stamp, &n.head.floor) })
	return sendAll(ctx, conn, b, first)
}

// serve reads for the members until all have left. An error ends the snapshot and
// is returned to all of them.
func (n *snapshot) serve(conn *pgxpool.Conn) {
	defer conn.Release()
	var failure error
	for {
		requests, ok := n.next()
		if !ok {
			break
		}
		for len(requests) > 0 {
			chunk := requests[:fit(requests)]
			requests = requests[len(chunk):]
			if failure == nil {
				ctx, cancel := context.WithTimeout(context.Background(), retryTimeout)
				failure = sendAll(ctx, conn, &pgx.Batch{}, chunk)
				cancel()
			}
			complete(chunk, readResult{from: n, err: failure})
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), retryTimeout)
	defer cancel()
	if failure == nil {
		_, failure = conn.Exec(ctx, "ROLLBACK")
	}
	if failure != nil {
		_ = conn.Conn().Close(ctx) // already broken
	}
}

// sendAll sends a pipeline followed by the requests, merged into one fetch without
// duplicate keys, as views often read the same keys.
func sendAll(ctx context.Context, conn *pgxpool.Conn, b *pgx.Batch, requests []*readRequest) error {
	merged := requests[0].fetch
	at := map[keyName]int{} // index in merged
	if len(requests) > 1 {
		merged = &fetch{}
		for _, a := range requests {
			for _, k := range a.fetch.keys {
				if _, known := at[k]; !known {
					at[k] = len(merged.keys)
					merged.keys = append(merged.keys, k)
				}
			}
			merged.ranges = append(merged.ranges, a.fetch.ranges...)
		}
	}
	merged.queue(b)
	for _, a := range requests {
		if a.extra != nil {
			a.extra(b)
		}
	}
	if b.Len() == 0 {
		return nil
	}
	if err := send(ctx, conn, b); err != nil {
		return err
	}
	if len(requests) > 1 {
		pages := merged.pages
		for _, a := range requests {
			a.fetch.values = make([][]byte, len(a.fetch.keys))
			for i, k := range a.fetch.keys {
				a.fetch.values[i] = merged.values[at[k]]
			}
			r := len(a.fetch.ranges)
			a.fetch.pages, pages = pages[:r:r], pages[r:]
		}
	}
	return nil
}
