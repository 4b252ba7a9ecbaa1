package main

import (
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"
)

// pool holds connections to the nodes of a server, each used for one
// request at a time. As with a load balancer, users have no fixed connection.
type pool struct {
	targets     []string // host:port, by node
	mu          sync.Mutex
	free        [][]*conn
	busy        map[*conn]bool
	interrupted bool
	next        atomic.Uint64
}

func newPool(targets []string) *pool {
	return &pool{targets: targets, free: make([][]*conn, len(targets)), busy: map[*conn]bool{}}
}

// post sends a request to the next node. The response is valid until done is
// called.
func (p *pool) post(path string, body []byte) (response []byte, node int, done func(), err error) {
	node = int(p.next.Add(1) % uint64(len(p.targets)))
	c := p.acquire(node)
	if c == nil {
		return nil, node, func() {}, errInterrupted
	}
	response, err = c.post(path, body)
	return response, node, func() { p.release(node, c) }, err
}

// acquire returns an idle connection to a node, most recently used first.
func (p *pool) acquire(node int) (c *conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.interrupted {
		return nil
	}
	if n := len(p.free[node]); n > 0 {
		c = p.free[node][n-1]
		p.free[node] = p.free[node][:n-1]
	} else {
		c = &conn{target: p.targets[node]}
	}
	p.busy[c] = true
	return c
}

func (p *pool) release(node int, c *conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.busy, c)
	p.free[node] = append(p.free[node], c)
}

// interrupt aborts all requests in flight, and all later ones.
func (p *pool) interrupt() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.interrupted = true
	for c := range p.busy {
		c.interrupt()
	}
}

// close closes all connections. None may be in use.
func (p *pool) close() {
	for _, list := range p.free {
		for _, c := range list {
			c.close()
		}
	}
}

// pauseBeforeRetry returns a randomized pause, to spread reconnections after a
// restart.
func pauseBeforeRetry() time.Duration { return retryPause + rand.N(retryPause) }
