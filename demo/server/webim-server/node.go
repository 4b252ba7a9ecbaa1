package main

import (
	"context"
	"net"
	"os"

	"webim.js/demo/server/admin"
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

// publish tells other processes of this one until it is stopped; nil is for a
// server that has its store for itself.
func publish(ctx context.Context, nodes *admin.Nodes) (stop func()) {
	if nodes == nil {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		nodes.Run(ctx)
	}()
	return func() {
		cancel()
		<-done
	}
}
