package main

import (
	"net"
	"os"
)

// nodeName is how people tell this process from others on the same -store.
func nodeName(listening net.Addr) string {
	name, err := os.Hostname()
	_, port, portErr := net.SplitHostPort(listening.String())
	if err != nil || portErr != nil {
		return listening.String()
	}
	return net.JoinHostPort(name, port)
}
