package api

import (
	"net"
	"net/http"
)

// isSecure reports whether the client uses TLS to the server or, according to
// X-Forwarded-Proto, to a proxy. A client that sets the header itself only gets https
// addresses.
func isSecure(r *http.Request) bool {
	return r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https"
}

// host returns the server's host as the client addressed it. Original SDKs always
// prepend http://, so the port of TLS is included for the address to reach this
// server.
func host(r *http.Request) string {
	if _, _, err := net.SplitHostPort(r.Host); err != nil && isSecure(r) {
		return r.Host + ":443"
	}
	return r.Host
}

// base returns the server's address as the client addressed it.
func base(r *http.Request) string {
	if isSecure(r) {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
