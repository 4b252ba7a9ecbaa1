package ops

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// BehindProxy sets the client's address from the X-Forwarded-For header of a
// reverse proxy. It uses the last entry only, which the proxy appends; the client
// controls those before it.
func BehindProxy(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		entries := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if addr, err := netip.ParseAddr(strings.TrimSpace(entries[len(entries)-1])); err == nil {
			r.RemoteAddr = net.JoinHostPort(addr.String(), "0")
		}
		next.ServeHTTP(w, r)
	})
}
