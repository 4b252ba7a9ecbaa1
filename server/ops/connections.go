package ops

import (
	"net"
	"net/netip"
	"sync"
)

// Connections limits the open connections of a listener: in total, and of each
// address. Connections above a limit are closed at once, and refused is called.
// Loopback addresses have no limit each, since a proxy on this machine connects on
// behalf of all clients.
func Connections(inner net.Listener, total, each int, refused func()) net.Listener {
	return &limitedListener{Listener: inner, refused: refused, open: slots{total: total, perKey: each, taken: map[string]int{}}}
}

type limitedListener struct {
	net.Listener
	refused func()
	open    slots
}

// Accept implements net.Listener.
func (b *limitedListener) Accept() (net.Conn, error) {
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
		release := sync.OnceFunc(func() { b.open.release(key) })
		if tcp, ok := conn.(*net.TCPConn); ok {
			return &tcpConn{tcp, release}, nil
		}
		return &otherConn{conn, release}, nil
	}
}

// connectionKey returns the key that a connection counts against, or "" for loopback
// addresses, which slots does not limit.
func connectionKey(remote net.Addr) string {
	addr, err := netip.ParseAddrPort(remote.String())
	if err != nil || addr.Addr().Unmap().IsLoopback() {
		return ""
	}
	return addressKey(addr.Addr().String())
}

// tcpConn embeds the *net.TCPConn to keep its optional methods, such as ReadFrom,
// which uses sendfile.
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
