package poll_test

import (
	"context"
	"sync"

	"webim.js/server/clock"
	"webim.js/server/deliver"
	"webim.js/server/servertest"
	"webim.js/server/store"
)

// node is one of several servers on a store, and wraps the store. Notes of other nodes
// may arrive late (it lags) or never (it is suspended for longer than the log is kept), and
// its requests may be stopped between any two operations on the store.
type node struct {
	store.Store
	server *servertest.Server

	mu           sync.Mutex
	topics       map[string]bool // followed topics
	followers    store.Followers // of the running process
	lags         bool
	suspended    bool
	queue        []note
	marks        chan int
	reportedUpTo uint64 // events with stamps up to here were delivered, or reported as missed
	onEvent      func(*deliver.Event)
}

// mark is a note that arrives after all earlier notes.
var mark = store.Topic[int]{Name: "mark of a test"}

// note is a note, or the report that notes were missed.
type note struct {
	topic  string
	value  any
	missed uint64
}

// run starts a process of the node on a store, and returns the wrapped store.
func (n *node) run(s store.Store) store.Store {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.Store != s {
		n.Store, n.topics, n.marks = s, map[string]bool{}, make(chan int, 100)
		marks := n.marks
		mark.Follow(s, func(i int) { marks <- i }, func(uint64) {})
	}
	n.followers, n.queue, n.lags, n.suspended = store.Followers{}, nil, false, false
	return n
}

// Follow implements store.Store.
func (n *node) Follow(topic string, f store.Follower) {
	n.mu.Lock()
	known := n.topics[topic]
	n.topics[topic] = true
	n.mu.Unlock()
	n.followers.Add(topic, f)
	if !known {
		n.Store.Follow(topic, store.Follower{
			Received: func(value any) { n.receive(note{topic: topic, value: value}) },
			Decode:   f.Decode,
			Missed:   func(stamp uint64) { n.receive(note{missed: stamp}) },
			Since:    f.Since,
		})
	}
}

func (n *node) receive(h note) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.suspended {
		return
	}
	n.queue = append(n.queue, h)
	if !n.lags {
		n.deliverLocked(len(n.queue))
	}
}

// deliver delivers the first queued notes to the process.
func (n *node) deliver(count int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.deliverLocked(min(count, len(n.queue)))
}

func (n *node) deliverLocked(count int) {
	for _, h := range n.queue[:count] {
		if h.missed > 0 {
			n.followers.Missed(h.missed)
			n.reportedUpTo = max(n.reportedUpTo, h.missed)
			continue
		}
		for _, f := range n.followers.Of(h.topic) {
			f.Received(h.value)
		}
		if ev, ok := h.value.(*deliver.Event); ok {
			n.reportedUpTo = max(n.reportedUpTo, ev.Stamp)
			if n.onEvent != nil {
				n.onEvent(ev)
			}
		}
	}
	n.queue = n.queue[count:]
}

// suspend drops all queued and later notes until resume.
func (n *node) suspend() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.suspended, n.queue = true, nil
}

// resume ends a suspension. The process detects that notes are missing, and is notified after
// the earlier notes.
func (n *node) resume() error {
	if !n.isSuspended() {
		return nil
	}
	var stamp uint64
	err := n.Store.Update(context.Background(), func(tx store.Tx) error {
		stamp = tx.Stamp() // it arrives after all earlier notes
		return nil
	})
	n.mu.Lock()
	defer n.mu.Unlock()
	n.suspended = false
	n.queue = append(n.queue, note{missed: stamp})
	if !n.lags {
		n.deliverLocked(len(n.queue))
	}
	return err
}

func (n *node) isSuspended() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.suspended
}

// queuedNotes returns the number of queued notes.
func (n *node) queuedNotes() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return len(n.queue)
}

func (n *node) setLag(lags bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.lags = lags; !lags {
		n.deliverLocked(len(n.queue))
	}
}

func (n *node) reported() uint64 {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.reportedUpTo
}

// notify publishes a notice.
func (n *node) notify(to []string, text string, c clock.Clock) error {
	return n.Update(context.Background(), func(tx store.Tx) error {
		deliver.NewOutbox(c).Notify(tx, deliver.Event{Kind: deliver.GroupNotice, To: to}, servertest.M{"Text": text})
		return nil
	})
}

// View implements store.Store.
func (n *node) View(ctx context.Context, fn func(store.Reader) error) error {
	stopHere(ctx)
	err := n.Store.View(ctx, fn)
	stopHere(ctx)
	return err
}

// Update implements store.Store. When it returns, all earlier notes have been
// delivered, and its own.
func (n *node) Update(ctx context.Context, fn func(store.Tx) error) error {
	stopHere(ctx)
	if err := n.resume(); err != nil {
		return err
	}
	err := n.Store.Update(ctx, fn)
	n.deliver(n.queuedNotes())
	stopHere(ctx)
	return err
}

// stops stops a request at the operations with the given numbers.
type stops struct {
	at      map[int]bool
	passed  int
	stopped chan struct{} // receives when a request has stopped
	resume  chan struct{}
}

type stopsKey struct{}

func withStops(ctx context.Context, s *stops) context.Context {
	return context.WithValue(ctx, stopsKey{}, s)
}

func stopHere(ctx context.Context) {
	s, ok := ctx.Value(stopsKey{}).(*stops)
	if !ok {
		return
	}
	s.passed++
	if s.at[s.passed] {
		s.stopped <- struct{}{}
		<-s.resume
	}
}
