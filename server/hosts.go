package server

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// hosts are the names, beside its own addresses, that this server goes by.
//
// A page of any site can have its own name point to this machine once it is
// loaded (DNS rebinding), and is then of this server's origin as far as a
// browser can tell. What gives it away is the name that it asks for. So
// whatever is for the server's own pages, signatures above all, is handed out
// under a name of the server's alone.
type hosts []string

// own tells whether a request names this server: localhost, a loopback
// address, the address that it came in by, or one of the names.
func (h hosts) own(r *http.Request) bool {
	host := r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	if strings.EqualFold(host, "localhost") {
		return true
	}
	for _, name := range h {
		if strings.EqualFold(host, name) {
			return true
		}
	}
	named, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	if named.Unmap().IsLoopback() {
		return true
	}
	local, _ := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if local == nil {
		return false
	}
	arrived, err := netip.ParseAddrPort(local.String())
	return err == nil && arrived.Addr().Unmap().WithZone("") == named.Unmap().WithZone("")
}

// only refuses what is asked of another host.
func (h hosts) only(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !h.own(r) {
			w.Header().Set("Cache-Control", "no-store")
			http.Error(w, "this server does not go by that name; -host tells it which names are its own", http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}
