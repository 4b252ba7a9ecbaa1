// Package pgproxy stands between a server and PostgreSQL and does to their
// connections what networks do: it delays, cuts and freezes them.
package pgproxy

import (
	"bytes"
	"net"
	"sync"
	"time"
)

// Proxy passes connections on to a Unix socket.
type Proxy struct {
	listener net.Listener
	socket   string

	mu     sync.Mutex
	delay  time.Duration // of what the database answers: the round trip
	cut    *cut
	freeze chan struct{} // closed when it ends; nil: nothing is frozen
	open   map[net.Conn]bool
}

// Start listens on a port of this machine.
func Start(socket string) (*Proxy, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &Proxy{listener: listener, socket: socket, open: map[net.Conn]bool{}}
	go p.accept()
	return p, nil
}

// Addr is where it listens.
func (p *Proxy) Addr() string { return p.listener.Addr().String() }

// Delay adds a time to every round trip.
func (p *Proxy) Delay(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.delay = d
}

// CutCommit cuts the next connection that commits: before the database hears
// of it, or after it has done so and before anybody hears of that. The channel
// is closed when it has happened.
func (p *Proxy) CutCommit(done bool) <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cut = &cut{done: done, happened: make(chan struct{})}
	return p.cut.happened
}

type cut struct {
	done     bool
	happened chan struct{}
}

// What the database answers to a COMMIT, and when a transaction is open and it
// waits for more.
var (
	committed = []byte("COMMIT\x00")
	inside    = []byte("Z\x00\x00\x00\x05T")
)

// cuts tells whether a connection is to be cut now.
func (p *Proxy) cuts(done bool) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cut == nil || p.cut.done != done {
		return false
	}
	close(p.cut.happened)
	p.cut = nil
	return true
}

// Freeze passes nothing on until the function it returns is called.
func (p *Proxy) Freeze() (thaw func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	frozen := make(chan struct{})
	p.freeze = frozen
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.freeze == frozen {
			p.freeze = nil
			close(frozen)
		}
	}
}

// CutAll breaks every connection there is.
func (p *Proxy) CutAll() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.open {
		c.Close()
	}
}

// Close ends the proxy and its connections.
func (p *Proxy) Close() {
	p.listener.Close()
	p.CutAll()
}

func (p *Proxy) accept() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("unix", p.socket)
		if err != nil {
			client.Close() // the database is away
			continue
		}
		p.mu.Lock()
		p.open[client], p.open[server] = true, true
		p.mu.Unlock()
		c := &connection{Proxy: p, client: client, server: server}
		go c.requests()
		go c.answers()
	}
}

type connection struct {
	*Proxy
	client, server net.Conn

	mu     sync.Mutex
	inside bool // a transaction is open
}

func (c *connection) close() {
	c.client.Close()
	c.server.Close()
	c.Proxy.mu.Lock()
	defer c.Proxy.mu.Unlock()
	delete(c.open, c.client)
	delete(c.open, c.server)
}

// pass waits as long as nothing is to be passed on.
func (c *connection) pass(delayed bool) {
	c.Proxy.mu.Lock()
	delay, frozen := c.delay, c.freeze
	c.Proxy.mu.Unlock()
	if frozen != nil {
		<-frozen
	}
	if delayed && delay > 0 {
		time.Sleep(delay)
	}
}

func (c *connection) requests() {
	defer c.close()
	buffer := make([]byte, 64<<10)
	for {
		n, err := c.client.Read(buffer)
		if err != nil {
			return
		}
		c.mu.Lock()
		inside := c.inside
		c.mu.Unlock()
		if inside && c.cuts(false) {
			return
		}
		c.pass(false)
		if _, err := c.server.Write(buffer[:n]); err != nil {
			return
		}
	}
}

func (c *connection) answers() {
	defer c.close()
	buffer := make([]byte, 64<<10)
	for {
		n, err := c.server.Read(buffer)
		if err != nil {
			return
		}
		c.mu.Lock()
		c.inside = bytes.Contains(buffer[:n], inside)
		c.mu.Unlock()
		if bytes.Contains(buffer[:n], committed) && c.cuts(true) {
			return
		}
		c.pass(true)
		if _, err := c.client.Write(buffer[:n]); err != nil {
			return
		}
	}
}
