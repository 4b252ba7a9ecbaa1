package main

import (
	"crypto/tls"
	"net"
	"slices"
	"time"

	"webim.js/demo/server/tlsport"
)

// certificate is what serve speaks HTTPS with, nil if it does not. It is for
// the host of -addr too, if that is one and not all of the machine's.
func (f *serveFlags) certificate(now time.Time) (*tls.Certificate, error) {
	if !f.tls {
		return nil, nil
	}
	names := slices.Clone(tlsport.Names)
	if host, _, err := net.SplitHostPort(f.addr); err == nil && host != "" && !unspecified(host) && !slices.Contains(names, host) {
		names = append(names, host)
	}
	pair, err := tlsport.Certificate(tlsport.FilesBeside(f.data), names, now)
	return &pair, err
}

func unspecified(host string) bool {
	ip := net.ParseIP(host)
	return ip != nil && ip.IsUnspecified()
}
