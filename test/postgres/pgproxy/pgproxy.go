// Package pgproxy is a proxy between a server and PostgreSQL that simulates network
// faults: it delays, cuts and freezes connections.
package pgproxy

import (
	"bytes"
	"net"
	"sync"
	"time"
)

// Proxy forwards connections to a Unix socket.
type Proxy struct {
	listener net.Listener

	mu       sync.Mutex
	socket   string
	delay    time.Duration // of data from the database: the round trip
	failures failures
	cut      *cut
	freeze   chan struct{} // closed by thaw; nil: not frozen
	open     map[net.Conn]bool
}

// Start starts a proxy on a free local port.
func Start(socket string) (*Proxy, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &Proxy{listener: listener, socket: socket, open: map[net.Conn]bool{}}
	go p.accept()
	return p, nil
}

// Addr returns the listen address.
func (p *Proxy) Addr() string { return p.listener.Addr().String() }

// Delay adds a delay to every round trip of future connections.
func (p *Proxy) Delay(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.delay = d
}

// Move directs future connections to another socket.
func (p *Proxy) Move(socket string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.socket = socket
}

// CutCommit cuts the next connection that commits: before the database receives the
// COMMIT, or if done is set, after it was executed and before the client receives
// the response. The returned channel is closed when that has happened.
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

// Messages of the database: the response to a COMMIT, and ready for query within a
// transaction.
var (
	commitResponse = []byte("COMMIT\x00")
	inTransaction  = []byte("Z\x00\x00\x00\x05T")
)

// shouldCut reports whether the connection must be cut now.
func (p *Proxy) shouldCut(done bool) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cut == nil || p.cut.done != done {
		return false
	}
	close(p.cut.happened)
	p.cut = nil
	return true
}

// Freeze stops forwarding until the returned function is called.
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

// CutAll cuts all connections.
func (p *Proxy) CutAll() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.open {
		c.Close()
	}
}

// Close stops the proxy and closes its connections.
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
		p.mu.Lock()
		socket := p.socket
		p.mu.Unlock()
		server, err := net.Dial("unix", socket)
		if err != nil {
			client.Close() // the database is unreachable
			continue
		}
		p.mu.Lock()
		p.open[client], p.open[server] = true, true
		c := &connection{Proxy: p, client: client, server: server, delay: p.delay, failures: p.failures, gone: make(chan struct{})}
		p.mu.Unlock()
		go c.forwardRequests()
		go c.forwardResponses()
	}
}

type connection struct {
	*Proxy
	client, server net.Conn
	delay          time.Duration
	failures       failures
	gone           chan struct{} // closed by close

	mu            sync.Mutex
	inTransaction bool // a transaction is open
	closed        bool
}

func (c *connection) close() {
	c.client.Close()
	c.server.Close()
	c.mu.Lock()
	if !c.closed {
		c.closed = true
		close(c.gone)
	}
	c.mu.Unlock()
	c.Proxy.mu.Lock()
	defer c.Proxy.mu.Unlock()
	delete(c.open, c.client)
	delete(c.open, c.server)
}

// awaitThaw blocks while the proxy is frozen.
func (c *connection) awaitThaw() {
	c.Proxy.mu.Lock()
	frozen := c.freeze
	c.Proxy.mu.Unlock()
	if frozen != nil {
		<-frozen
	}
}

func (c *connection) forwardRequests() {
	defer c.close()
	buffer := make([]byte, 64<<10)
	for {
		n, err := c.client.Read(buffer)
		if err != nil {
			return
		}
		c.mu.Lock()
		inside := c.inTransaction
		c.mu.Unlock()
		if inside && c.shouldCut(false) {
			return
		}
		c.awaitThaw()
		if _, err := c.server.Write(buffer[:n]); err != nil {
			return
		}
	}
}

func (c *connection) forwardResponses() {
	defer c.close()
	w := &responseWriter{connection: c}
	if c.delay > 0 {
		w.late = make(chan response, 1024)
		go w.run()
	}
	messages := splitter{failures: c.failures, later: w.write}
	buffer := make([]byte, 64<<10)
	for {
		n, err := c.server.Read(buffer)
		if err != nil {
			return
		}
		c.mu.Lock()
		c.inTransaction = bytes.Contains(buffer[:n], inTransaction)
		c.mu.Unlock()
		if bytes.Contains(buffer[:n], commitResponse) && c.shouldCut(true) {
			return
		}
		data := buffer[:n]
		if c.failures.fail() {
			data = messages.pass(data)
		}
		if !w.write(data) {
			return
		}
	}
}

// responseWriter forwards responses after the delay. Several may be in flight.
type responseWriter struct {
	*connection
	late chan response // nil: no delay
	mu   sync.Mutex    // held to write
}

type response struct {
	data []byte
	due  time.Time
}

func (w *responseWriter) write(data []byte) bool {
	if w.late == nil {
		w.awaitThaw()
		w.mu.Lock()
		defer w.mu.Unlock()
		_, err := w.client.Write(data)
		return err == nil
	}
	select {
	case w.late <- response{bytes.Clone(data), time.Now().Add(w.delay)}:
		return true
	case <-w.gone:
		return false
	}
}

func (w *responseWriter) run() {
	defer w.close()
	for {
		select {
		case a := <-w.late:
			pause(time.Until(a.due))
			w.awaitThaw()
			if _, err := w.client.Write(a.data); err != nil {
				return
			}
		case <-w.gone:
			return
		}
	}
}
