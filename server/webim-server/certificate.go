package main

import (
	"crypto/tls"
	"net"
	"slices"
	"time"

	"webim.js/server/tlsport"
)

// certificate returns the certificate for HTTPS, or nil without -tls. It includes the
// hosts of -addr and -admin-addr, unless they are unspecified.
func (f *serveFlags) certificate(now time.Time) (*tls.Certificate, error) {
	if !f.tls {
		return nil, nil
	}
	names := slices.Clone(tlsport.Names)
	for _, addr := range []string{f.addr, f.adminAddr} {
		if host, _, err := net.SplitHostPort(addr); err == nil && host != "" && !isUnspecified(host) && !slices.Contains(names, host) {
			names = append(names, host)
		}
	}
	pair, err := tlsport.Certificate(tlsport.FilesNextTo(f.data), names, now)
	return &pair, err
}

func isUnspecified(host string) bool {
	ip := net.ParseIP(host)
	return ip != nil && ip.IsUnspecified()
}
