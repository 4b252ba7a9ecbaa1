package ops

import (
	"net"
	"net/netip"
	"sync"
)

// Connections bounds how many connections a listener has open: of all clients,
// and of one address. What is too much is closed at once. Addresses of this
// machine have no bound of their own: a proxy here brings everybody.
func Connections(inner net.Listener, total, each int, refused func()) net.Listener {
	return &bounded{Listener: inner, refused: refused, open: places{total: total, each: each, taken: map[string]int{}}}
}

type bounded struct {
	net.Listener
	refused func()
	open    places
}

// Accept implements net.Listener.
func (b *bounded) Accept() (net.Conn, error) {
	for {
		conn, err := b.Listener.Accept()
		if err != nil {
			return nil, err
		}
		key := connectionKey(conn.RemoteAddr())
		if b.open.take(key) != taken {
			b.refused()
			conn.Close()
			continue
		}
		release := sync.OnceFunc(func() { b.open.leave(key) })
		if tcp, ok := conn.(*net.TCPConn); ok {
			return &tcpConn{tcp, release}, nil
		}
		return &otherConn{conn, release}, nil
	}
}

// connectionKey is whose bound a connection counts against; places has none
// for "".
func connectionKey(remote net.Addr) string {
	addr, err := netip.ParseAddrPort(remote.String())
	if err != nil || addr.Addr().Unmap().IsLoopback() {
		return ""
	}
	return addressKey(addr.Addr().String())
}

// tcpConn has all methods of the connection, those that make sending files
// cheap among them.
type tcpConn struct {
	*net.TCPConn
	release func()
}

// Close implements net.Conn.
func (c *tcpConn) Close() error {
	c.release()
	return c.TCPConn.Close()
}

type otherConn struct {
	net.Conn
	release func()
}

// Close implements net.Conn.
func (c *otherConn) Close() error {
	c.release()
	return c.Conn.Close()
}
