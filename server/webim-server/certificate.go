package main

import (
	"crypto/tls"
	"net"
	"slices"
	"time"

	"webim.js/server/tlsport"
)

// certificate is what serve speaks HTTPS with, nil if it does not. It is for
// the hosts of -addr and -admin-addr too, if they are some and not all of the
// machine's.
func (f *serveFlags) certificate(now time.Time) (*tls.Certificate, error) {
	if !f.tls {
		return nil, nil
	}
	names := slices.Clone(tlsport.Names)
	for _, addr := range []string{f.addr, f.adminAddr} {
		if host, _, err := net.SplitHostPort(addr); err == nil && host != "" && !unspecified(host) && !slices.Contains(names, host) {
			names = append(names, host)
		}
	}
	pair, err := tlsport.Certificate(tlsport.FilesBeside(f.data), names, now)
	return &pair, err
}

func unspecified(host string) bool {
	ip := net.ParseIP(host)
	return ip != nil && ip.IsUnspecified()
}
