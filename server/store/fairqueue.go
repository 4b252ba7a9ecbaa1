package store

import (
	"container/heap"
	"context"
	"sync"
	"sync/atomic"
	"time"
)

type accountKey struct{}

// OnBehalf returns a context whose updates are charged to an account. Waiting
// updates are scheduled fairly between accounts by the time that their updates have
// taken. Updates with any other context count as one account.
func OnBehalf(ctx context.Context, account string) context.Context {
	return context.WithValue(ctx, accountKey{}, account)
}

func accountOf(ctx context.Context) string {
	account, _ := ctx.Value(accountKey{}).(string)
	return account
}

// BatchTime bounds the work of one commit. Updates that arrive meanwhile wait for
// the whole batch.
const BatchTime = 10 * time.Millisecond

// Cost is the work of an update, as its reads and changes. Elapsed time is not
// measured: on a busy machine most of it is spent waiting for a processor, which
// must not be charged to the account.
type Cost struct {
	Reads   int // keys and values read
	Changes int // keys written or deleted
	Bytes   int // of values read or written
}

// Time returns the estimated time of the work, given the time per change.
func (c Cost) Time(perChange time.Duration) time.Duration {
	const update, read, perByte = 20 * time.Microsecond, time.Microsecond, 8 * time.Nanosecond
	return update + time.Duration(c.Reads)*read + time.Duration(c.Changes)*perChange + time.Duration(c.Bytes)*perByte
}

const (
	// maxDebt bounds how far an account's clock may be ahead of the account that is
	// being served, so that it is not starved by a stream of new accounts.
	maxDebt = 10 * BatchTime

	// firstCost is the estimate for an update of an account without earlier
	// updates.
	firstCost = 100 * time.Microsecond

	// maxIdleAccounts is the number of accounts without waiting updates that are kept
	// before those without debt are dropped.
	maxIdleAccounts = 1000
)

// FairQueue is a fair queue of updates for store implementations. Accounts whose
// updates have taken less time are served first, so an account with many or long
// updates delays only itself. Use NewFairQueue to create one.
type FairQueue[T any] struct {
	ready chan struct{} // buffered (1); signals a push

	mu       sync.Mutex
	accounts map[string]*accountQueue[T]
	order    queueHeap[T]  // accounts with waiting updates
	now      time.Duration // clock of the account served last
	maxClock time.Duration // the highest clock of all accounts
	size     int
	pushed   uint64 // of entries pushed, breaks ties
}

// QueueEntry is an entry of the queue.
type QueueEntry[T any] struct {
	Value T

	account  string
	number   uint64
	estimate time.Duration // charged in advance
}

// accountQueue is the queue of one account. Its clock advances by the time that its updates
// take; the queue's clock follows that of the account being served.
type accountQueue[T any] struct {
	waiting  []QueueEntry[T]
	clock    time.Duration
	estimate time.Duration // of the next update: the cost of the latest
	at       int           // index in the heap; -1 if nothing waits
}

// NewFairQueue returns an empty queue.
func NewFairQueue[T any]() *FairQueue[T] {
	return &FairQueue[T]{ready: make(chan struct{}, 1), accounts: map[string]*accountQueue[T]{}}
}

// Ready returns a channel that receives a value after a push.
func (q *FairQueue[T]) Ready() <-chan struct{} { return q.ready }

// Len returns the number of waiting entries.
func (q *FairQueue[T]) Len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.size
}

// Push adds an entry for the account of ctx.
func (q *FairQueue[T]) Push(ctx context.Context, v T) {
	q.mu.Lock()
	q.pushed++
	q.add(QueueEntry[T]{Value: v, account: accountOf(ctx), number: q.pushed}, false)
	q.mu.Unlock()
	select {
	case q.ready <- struct{}{}:
	default:
	}
}

// Requeue puts a popped entry back at the front of its account's queue.
func (q *FairQueue[T]) Requeue(t QueueEntry[T]) {
	q.Spend(t, 0)
	q.mu.Lock()
	q.add(t, true)
	q.mu.Unlock()
	select {
	case q.ready <- struct{}{}:
	default:
	}
}

// add inserts an entry. q.mu must be held.
func (q *FairQueue[T]) add(t QueueEntry[T], first bool) {
	if q.size == 0 {
		q.now = q.maxClock // time spent while no other account waited is not charged
	}
	l := q.accounts[t.account]
	if l == nil {
		q.dropIdle()
		l = &accountQueue[T]{clock: q.now, estimate: firstCost, at: -1}
		q.accounts[t.account] = l
	}
	if first {
		l.waiting = append([]QueueEntry[T]{t}, l.waiting...)
	} else {
		l.waiting = append(l.waiting, t)
	}
	q.size++
	if l.at < 0 {
		l.clock = max(l.clock, q.now) // idle time is not credited
		heap.Push(&q.order, l)
	}
}

// dropIdle removes accounts without waiting updates and without debt. q.mu must be held.
func (q *FairQueue[T]) dropIdle() {
	if len(q.accounts) < 2*len(q.order)+maxIdleAccounts {
		return
	}
	for account, l := range q.accounts {
		if l.at < 0 && l.clock <= q.now {
			delete(q.accounts, account)
		}
	}
}

// Pop removes and returns the next entry. ok is false if the queue is empty. The
// account is charged the cost of its latest update until Spend corrects it.
func (q *FairQueue[T]) Pop() (t QueueEntry[T], ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.order) == 0 {
		return t, false
	}
	l := q.order[0]
	t = l.waiting[0]
	l.waiting = l.waiting[1:]
	q.size--
	q.now = max(q.now, l.clock)
	t.estimate = l.estimate
	l.clock += t.estimate
	q.maxClock = max(q.maxClock, l.clock)
	if l.clock = min(l.clock, q.now+maxDebt); len(l.waiting) > 0 {
		heap.Fix(&q.order, 0)
	} else {
		l.waiting = nil
		heap.Pop(&q.order)
	}
	return t, true
}

// Estimate returns the expected time of a popped entry.
func (t QueueEntry[T]) Estimate() time.Duration { return t.estimate }

// Spend replaces the estimate of a popped entry with the time it took, or 0 if it did
// not run.
func (q *FairQueue[T]) Spend(t QueueEntry[T], took time.Duration) {
	q.mu.Lock()
	defer q.mu.Unlock()
	l := q.accounts[t.account]
	if l == nil {
		return
	}
	l.clock = min(l.clock+took-t.estimate, q.now+maxDebt)
	q.maxClock = max(q.maxClock, l.clock)
	if took > 0 {
		l.estimate = took
	}
	if l.at >= 0 {
		heap.Fix(&q.order, l.at)
	}
}

// queueHeap implements heap.Interface, ordered by clock.
type queueHeap[T any] []*accountQueue[T]

func (h queueHeap[T]) Len() int { return len(h) }

func (h queueHeap[T]) Less(i, j int) bool {
	if h[i].clock != h[j].clock {
		return h[i].clock < h[j].clock
	}
	return h[i].waiting[0].number < h[j].waiting[0].number
}

func (h queueHeap[T]) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].at, h[j].at = i, j
}

func (h *queueHeap[T]) Push(x any) {
	l := x.(*accountQueue[T])
	l.at = len(*h)
	*h = append(*h, l)
}

func (h *queueHeap[T]) Pop() any {
	last := len(*h) - 1
	l := (*h)[last]
	*h = (*h)[:last]
	l.at = -1
	return l
}

// Claim decides between running an update and its caller giving up.
type Claim struct{ state atomic.Int32 }

const (
	unclaimed = iota
	taken
	left
)

// Take claims an update for the writer. It returns false if the caller has left.
func (c *Claim) Take() bool { return c.state.CompareAndSwap(unclaimed, taken) }

// Release undoes Take.
func (c *Claim) Release() { c.state.Store(unclaimed) }

// Abandon claims an update for its caller. It returns false if the writer has it.
func (c *Claim) Abandon() bool { return c.state.CompareAndSwap(unclaimed, left) }

// Await returns the result of an update that was pushed, ctx's error if ctx ends
// before the writer takes the update, or ErrClosed if the writer ends without it;
// done is closed when the writer has ended.
func (c *Claim) Await(ctx context.Context, result <-chan error, done <-chan struct{}) error {
	select {
	case err := <-result:
		return err
	case <-ctx.Done():
		if c.Abandon() {
			return ctx.Err()
		}
	case <-done:
	}
	select {
	case err := <-result:
		return err
	case <-done:
		select {
		case err := <-result:
			return err
		default:
			return ErrClosed // pushed while the writer was stopping
		}
	}
}
