package main

import (
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"
)

// lines is a pool of connections to the nodes of a server, each used for one
// request at a time. As with a load balancer, users have no fixed connection.
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

// post sends a request to the next node. The response is valid until done is
// called.
func (l *lines) post(path string, body []byte) (response []byte, node int, done func(), err error) {
	node = int(l.turn.Add(1) % uint64(len(l.targets)))
	c := l.acquire(node)
	if c == nil {
		return nil, node, func() {}, errInterrupted
	}
	response, err = c.post(path, body)
	return response, node, func() { l.release(node, c) }, err
}

// acquire returns an idle connection to a node, most recently used first.
func (l *lines) acquire(node int) (c *conn) {
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

func (l *lines) release(node int, c *conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.busy, c)
	l.free[node] = append(l.free[node], c)
}

// interrupt aborts all requests in flight, and all later ones.
func (l *lines) interrupt() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.broken = true
	for c := range l.busy {
		c.interrupt()
	}
}

// close closes all connections. None may be in use.
func (l *lines) close() {
	for _, list := range l.free {
		for _, c := range list {
			c.close()
		}
	}
}

// pauseBeforeRetry returns a randomized pause, to spread reconnections after a
// restart.
func pauseBeforeRetry() time.Duration { return retryPause + rand.N(retryPause) }
