package main

import (
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"
)

// lines are connections to the nodes of a server, one request at a time on
// each. Those that are free wait for the next request, as a load balancer's do:
// no user has one for good.
type lines struct {
	targets []string // host:port, by node
	mu      sync.Mutex
	free    [][]*conn
	busy    map[*conn]bool
	broken  bool
	turn    atomic.Uint64
}

func newLines(targets []string) *lines {
	return &lines{targets: targets, free: make([][]*conn, len(targets)), busy: map[*conn]bool{}}
}

// post has the next node answer a request. What it returns is valid until
// done is called.
func (l *lines) post(path string, body []byte) (answer []byte, node int, done func(), err error) {
	node = int(l.turn.Add(1) % uint64(len(l.targets)))
	c := l.take(node)
	if c == nil {
		return nil, node, func() {}, errBroken
	}
	answer, err = c.post(path, body)
	return answer, node, func() { l.give(node, c) }, err
}

// take returns a free connection to a node: the one that was used last.
func (l *lines) take(node int) (c *conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.broken {
		return nil
	}
	if n := len(l.free[node]); n > 0 {
		c = l.free[node][n-1]
		l.free[node] = l.free[node][:n-1]
	} else {
		c = &conn{target: l.targets[node]}
	}
	l.busy[c] = true
	return c
}

func (l *lines) give(node int, c *conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.busy, c)
	l.free[node] = append(l.free[node], c)
}

// interrupt ends every request that somebody waits for, and all later ones.
func (l *lines) interrupt() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.broken = true
	for c := range l.busy {
		c.interrupt()
	}
}

// close is for when nobody uses them any more.
func (l *lines) close() {
	for _, list := range l.free {
		for _, c := range list {
			c.close()
		}
	}
}

// pauseBeforeRetry differs: when a server comes back, so do all at once.
func pauseBeforeRetry() time.Duration { return retryPause + rand.N(retryPause) }
