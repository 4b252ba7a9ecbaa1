package ops

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// BehindProxy sets the client's address from the X-Forwarded-For header of a
// reverse proxy, and the client's HTTP version from its Via header. It uses the last
// entries only, which the proxy appends; the client controls those before it.
func BehindProxy(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		entries := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if addr, err := netip.ParseAddr(strings.TrimSpace(entries[len(entries)-1])); err == nil {
			r.RemoteAddr = net.JoinHostPort(addr.String(), "0")
		}
		if isHTTP2(r.Header.Values("Via")) {
			r.Proto, r.ProtoMajor, r.ProtoMinor = "HTTP/2.0", 2, 0
		}
		next.ServeHTTP(w, r)
	})
}

// isHTTP2 reports whether the proxy received a request by HTTP/2 or a later
// version. Its entry begins with "2.0" or "HTTP/2.0".
func isHTTP2(via []string) bool {
	entries := strings.Split(strings.Join(via, ","), ",")
	version := strings.TrimPrefix(strings.TrimSpace(entries[len(entries)-1]), "HTTP/")
	return strings.HasPrefix(version, "2") || strings.HasPrefix(version, "3")
}
