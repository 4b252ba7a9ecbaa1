// Package tlsport serves HTTPS with a self-signed certificate, and redirects plain
// HTTP on the same port.
//
// SDK versions 1.3 and 1.7.0 need the redirect: they load sounds and files from
// http:// addresses even if the server uses HTTPS.
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

// firstByteTime is the timeout for the first byte of a connection. It allows for
// connections that browsers open in advance.
const firstByteTime = 10 * time.Second

// handshake is the record type that every TLS connection starts with.
const handshake = 0x16

// Listen returns a listener that accepts connections from inner, which it takes
// ownership of. They are *tls.Conn if the client uses TLS, which http.Server.Serve
// expects, and plain connections otherwise.
func Listen(inner net.Listener, certificate tls.Certificate) net.Listener {
	l := &listener{
		Listener: inner,
		config: &tls.Config{
			Certificates: []tls.Certificate{certificate},
			NextProtos:   []string{"h2", "http/1.1"},
			MinVersion:   tls.VersionTLS12,
		},
		ready:  make(chan acceptResult),
		closed: make(chan struct{}),
	}
	go l.accept()
	return l
}

type listener struct {
	net.Listener
	config *tls.Config
	ready  chan acceptResult

	once   sync.Once
	closed chan struct{}
}

// acceptResult holds the results of Accept.
type acceptResult struct {
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

// accept accepts connections until the listener is closed. It passes errors on,
// since http.Server retries transient ones with a backoff.
func (l *listener) accept() {
	for {
		conn, err := l.Listener.Accept()
		switch {
		case err == nil:
			go l.detect(conn)
		case errors.Is(err, net.ErrClosed):
			return
		case !l.deliver(acceptResult{nil, err}):
			return
		}
	}
}

// deliver blocks until Accept returns next, or reports false if the listener has been
// closed.
func (l *listener) deliver(next acceptResult) bool {
	select {
	case l.ready <- next:
		return true
	case <-l.closed:
		return false
	}
}

// detect reads a connection's first byte to detect TLS, and delivers the connection.
// It blocks until the client has sent the byte.
func (l *listener) detect(conn net.Conn) {
	_ = conn.SetReadDeadline(time.Now().Add(firstByteTime)) // Peek reports a broken connection
	first := bufio.NewReaderSize(conn, 16)
	start, err := first.Peek(1)
	if err != nil {
		conn.Close()
		return
	}
	_ = conn.SetReadDeadline(time.Time{})
	conn = peekedConn{conn, first}
	if start[0] == handshake {
		conn = tls.Server(conn, l.config)
	}
	if !l.deliver(acceptResult{conn, nil}) {
		conn.Close()
	}
}

// peekedConn is a connection whose first bytes are buffered.
type peekedConn struct {
	net.Conn
	first *bufio.Reader
}

func (p peekedConn) Read(b []byte) (int, error) { return p.first.Read(b) }

// Redirect passes TLS requests to handler and redirects GET and HEAD requests over
// plain HTTP to HTTPS. Others get an error.
func Redirect(handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.TLS != nil:
			handler.ServeHTTP(w, r)
		case r.Method == http.MethodGet || r.Method == http.MethodHead:
			http.Redirect(w, r, "https://"+r.Host+r.URL.RequestURI(), http.StatusTemporaryRedirect)
		default: // the body has been sent unencrypted; repeating it would not help
			http.Error(w, "this server uses HTTPS: use an https:// address", http.StatusBadRequest)
		}
	})
}
