package main

import (
	"net"
	"os"
)

// nodeName returns the name that the admin page shows for this process.
func nodeName(listening net.Addr) string {
	name, err := os.Hostname()
	_, port, portErr := net.SplitHostPort(listening.String())
	if err != nil || portErr != nil {
		return listening.String()
	}
	return net.JoinHostPort(name, port)
}
