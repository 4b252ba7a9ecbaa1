// Package tlsport lets one port speak HTTPS, with a certificate that the server
// makes itself, and answer plain HTTP there too, with the way to HTTPS.
//
// The second half is for 1.3 and 1.7.0: their addresses of sounds and files
// begin with http:// whatever the server speaks, so a server that only spoke
// TLS could not hand a file to them. A redirection gets them there.
package tlsport

import (
	"bufio"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"sync"
	"time"
)

// firstByteTime is how long a new connection may be silent. Browsers open some
// that they may need later.
const firstByteTime = 10 * time.Second

// handshake is the first byte of every TLS connection.
const handshake = 0x16

// Listen takes a listener over. Its connections are *tls.Conn where the client
// speaks TLS, as http.Server.Serve understands them, and plain ones where not.
func Listen(inner net.Listener, certificate tls.Certificate) net.Listener {
	l := &listener{
		Listener: inner,
		config: &tls.Config{
			Certificates: []tls.Certificate{certificate},
			NextProtos:   []string{"h2", "http/1.1"},
			MinVersion:   tls.VersionTLS12,
		},
		ready:  make(chan accepted),
		closed: make(chan struct{}),
	}
	go l.accept()
	return l
}

type listener struct {
	net.Listener
	config *tls.Config
	ready  chan accepted

	once   sync.Once
	closed chan struct{}
}

// accepted is what Accept returns.
type accepted struct {
	conn net.Conn
	err  error
}

// Accept implements net.Listener.
func (l *listener) Accept() (net.Conn, error) {
	select {
	case next := <-l.ready:
		return next.conn, next.err
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (l *listener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return l.Listener.Close()
}

// accept passes errors on: whoever serves knows which of them pass, and pauses.
func (l *listener) accept() {
	for {
		conn, err := l.Listener.Accept()
		switch {
		case err == nil:
			go l.sort(conn)
		case errors.Is(err, net.ErrClosed):
			return
		case !l.hand(accepted{nil, err}):
			return
		}
	}
}

// hand waits until a connection is taken; false if it never will be.
func (l *listener) hand(next accepted) bool {
	select {
	case l.ready <- next:
		return true
	case <-l.closed:
		return false
	}
}

// sort looks at a connection's first byte, which takes as long as the client
// takes, and hands the connection over.
func (l *listener) sort(conn net.Conn) {
	_ = conn.SetReadDeadline(time.Now().Add(firstByteTime)) // a broken connection shows below
	first := bufio.NewReaderSize(conn, 16)
	head, err := first.Peek(1)
	if err != nil {
		conn.Close()
		return
	}
	_ = conn.SetReadDeadline(time.Time{})
	conn = peeked{conn, first}
	if head[0] == handshake {
		conn = tls.Server(conn, l.config)
	}
	if !l.hand(accepted{conn, nil}) {
		conn.Close()
	}
}

// peeked is a connection of which some has been read.
type peeked struct {
	net.Conn
	first *bufio.Reader
}

func (p peeked) Read(b []byte) (int, error) { return p.first.Read(b) }

// Redirect serves what comes by TLS and sends the rest there.
func Redirect(handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.TLS != nil:
			handler.ServeHTTP(w, r)
		case r.Method == http.MethodGet || r.Method == http.MethodHead:
			http.Redirect(w, r, "https://"+r.Host+r.URL.RequestURI(), http.StatusTemporaryRedirect)
		default: // it has been sent in the clear; doing it again would not help
			http.Error(w, "this server speaks HTTPS: use an https:// address", http.StatusBadRequest)
		}
	})
}
