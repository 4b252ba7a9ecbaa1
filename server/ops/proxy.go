package ops

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// BehindProxy takes the client's address from what the proxy in front says.
// Only the last entry is the proxy's own word; those before it are whatever
// the client sent.
func BehindProxy(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		entries := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if addr, err := netip.ParseAddr(strings.TrimSpace(entries[len(entries)-1])); err == nil {
			r.RemoteAddr = net.JoinHostPort(addr.String(), "0")
		}
		next.ServeHTTP(w, r)
	})
}
