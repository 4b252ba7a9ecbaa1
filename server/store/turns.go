package store

import (
	"container/heap"
	"context"
	"sync"
	"sync/atomic"
	"time"
)

type accountKey struct{}

// OnBehalf returns a context whose updates are an account's: while updates wait
// for the writer, accounts take turns by the time that their updates have taken.
// Updates of other contexts are the server's own and count as one account's.
func OnBehalf(ctx context.Context, account string) context.Context {
	return context.WithValue(ctx, accountKey{}, account)
}

func behalf(ctx context.Context) string {
	account, _ := ctx.Value(accountKey{}).(string)
	return account
}

// BatchTime bounds the work that implementations put in one commit: what arrives
// meanwhile waits for the whole batch.
const BatchTime = 10 * time.Millisecond

// Cost is what an update takes of the writer, by what it reads and changes. Its
// time is not measured: on a busy machine most of that is a wait for a processor,
// which an account must not be charged for.
type Cost struct {
	Reads   int // keys and values read
	Changes int // keys written or deleted
	Bytes   int // of values read or written
}

// Time returns about how long that takes on a processor of its own.
func (c Cost) Time(perChange time.Duration) time.Duration {
	const update, read, perByte = 20 * time.Microsecond, time.Microsecond, 8 * time.Nanosecond
	return update + time.Duration(c.Reads)*read + time.Duration(c.Changes)*perChange + time.Duration(c.Bytes)*perByte
}

const (
	// maxDebt bounds how far an account's clock may be ahead of that of the account
	// that is served: it is served in the end, however many others come.
	maxDebt = 10 * BatchTime

	// firstCost is what an update is assumed to take before one of its account
	// was measured.
	firstCost = 100 * time.Microsecond

	// idleLines is how many accounts without a waiting update are remembered
	// until those that are no longer ahead of others are dropped.
	idleLines = 1000
)

// Turns is the queue of updates that implementations share. Accounts whose
// updates have taken less time are served first, so an account with many or
// long updates delays its own. The zero value is not ready; see NewTurns.
type Turns[T any] struct {
	ready chan struct{} // has room for one: something was pushed

	mu    sync.Mutex
	lines map[string]*line[T]
	order lineHeap[T]   // those with something waiting
	now   time.Duration // clock of the line served last
	most  time.Duration // the highest clock of all lines
	size  int
	count uint64 // of turns pushed, for the order of equals
}

// Turn is one entry of the queue.
type Turn[T any] struct {
	Value T

	account  string
	number   uint64
	estimate time.Duration // what was charged in advance
}

// line is what waits for one account. Its clock runs by what its updates take;
// the queue's follows the line that is served.
type line[T any] struct {
	waiting  []Turn[T]
	clock    time.Duration
	estimate time.Duration // of the next update: what the latest took
	at       int           // in the heap; -1: nothing waits
}

// NewTurns returns an empty queue.
func NewTurns[T any]() *Turns[T] {
	return &Turns[T]{ready: make(chan struct{}, 1), lines: map[string]*line[T]{}}
}

// Ready returns a channel that yields after something was pushed.
func (q *Turns[T]) Ready() <-chan struct{} { return q.ready }

// Len returns how many turns wait.
func (q *Turns[T]) Len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.size
}

// Push adds a turn of the account that ctx acts for.
func (q *Turns[T]) Push(ctx context.Context, v T) {
	q.mu.Lock()
	q.count++
	q.add(Turn[T]{Value: v, account: behalf(ctx), number: q.count}, false)
	q.mu.Unlock()
	select {
	case q.ready <- struct{}{}:
	default:
	}
}

// Return puts a popped turn back before the others of its account.
func (q *Turns[T]) Return(t Turn[T]) {
	q.Spend(t, 0)
	q.mu.Lock()
	q.add(t, true)
	q.mu.Unlock()
	select {
	case q.ready <- struct{}{}:
	default:
	}
}

// add files a turn. q.mu is held.
func (q *Turns[T]) add(t Turn[T], first bool) {
	if q.size == 0 {
		q.now = q.most // what was taken while no other account waited is forgiven
	}
	l := q.lines[t.account]
	if l == nil {
		q.dropIdle()
		l = &line[T]{clock: q.now, estimate: firstCost, at: -1}
		q.lines[t.account] = l
	}
	if first {
		l.waiting = append([]Turn[T]{t}, l.waiting...)
	} else {
		l.waiting = append(l.waiting, t)
	}
	q.size++
	if l.at < 0 {
		l.clock = max(l.clock, q.now) // time without updates is not saved up
		heap.Push(&q.order, l)
	}
}

// dropIdle forgets lines that have nothing waiting and owe nothing. q.mu is held.
func (q *Turns[T]) dropIdle() {
	if len(q.lines) < 2*len(q.order)+idleLines {
		return
	}
	for account, l := range q.lines {
		if l.at < 0 && l.clock <= q.now {
			delete(q.lines, account)
		}
	}
}

// Pop takes the next turn, false if none waits. It is charged what the account's
// latest update took, until Spend corrects that.
func (q *Turns[T]) Pop() (t Turn[T], ok bool) {
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
	q.most = max(q.most, l.clock)
	if l.clock = min(l.clock, q.now+maxDebt); len(l.waiting) > 0 {
		heap.Fix(&q.order, 0)
	} else {
		l.waiting = nil
		heap.Pop(&q.order)
	}
	return t, true
}

// Estimate returns what a popped turn is expected to take.
func (t Turn[T]) Estimate() time.Duration { return t.estimate }

// Spend charges a popped turn what it took in place of the estimate; 0 if it was
// not run.
func (q *Turns[T]) Spend(t Turn[T], took time.Duration) {
	q.mu.Lock()
	defer q.mu.Unlock()
	l := q.lines[t.account]
	if l == nil {
		return
	}
	l.clock = min(l.clock+took-t.estimate, q.now+maxDebt)
	q.most = max(q.most, l.clock)
	if took > 0 {
		l.estimate = took
	}
	if l.at >= 0 {
		heap.Fix(&q.order, l.at)
	}
}

// lineHeap implements heap.Interface: the line whose clock is the lowest first.
type lineHeap[T any] []*line[T]

func (h lineHeap[T]) Len() int { return len(h) }

func (h lineHeap[T]) Less(i, j int) bool {
	if h[i].clock != h[j].clock {
		return h[i].clock < h[j].clock
	}
	return h[i].waiting[0].number < h[j].waiting[0].number
}

func (h lineHeap[T]) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].at, h[j].at = i, j
}

func (h *lineHeap[T]) Push(x any) {
	l := x.(*line[T])
	l.at = len(*h)
	*h = append(*h, l)
}

func (h *lineHeap[T]) Pop() any {
	last := len(*h) - 1
	l := (*h)[last]
	*h = (*h)[:last]
	l.at = -1
	return l
}

// Claim settles whether an update is run or its caller leaves before.
type Claim struct{ state atomic.Int32 }

const (
	unclaimed = iota
	taken
	left
)

// Take claims an update for the writer, false if its caller has left.
func (c *Claim) Take() bool { return c.state.CompareAndSwap(unclaimed, taken) }

// Release gives up what Take has claimed.
func (c *Claim) Release() { c.state.Store(unclaimed) }

// Leave claims an update for its caller, false if the writer has it.
func (c *Claim) Leave() bool { return c.state.CompareAndSwap(unclaimed, left) }
