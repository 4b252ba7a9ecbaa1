package server

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// hosts are the host names of this server, in addition to its own addresses.
//
// A page of any site can have its host name resolve to this machine once it is
// loaded (DNS rebinding); to the browser it is then of this server's origin. Only
// the Host header of its requests reveals it. Content for the server's own pages,
// signatures above all, is therefore served only under the server's own names.
type hosts []string

// isOwn reports whether the Host of a request names this server: localhost, a loopback
// address, the local address of the connection, or one of the names.
func (h hosts) isOwn(r *http.Request) bool {
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

// requireOwn rejects requests for any other host.
func (h hosts) requireOwn(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !h.isOwn(r) {
			w.Header().Set("Cache-Control", "no-store")
			http.Error(w, "this server does not serve that host name; set its names with -host", http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}
