package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"webim.js/server/tlsport"
)

const (
	// shutdownTime is the timeout of requests in flight at shutdown. Waiting polls
	// end at once.
	shutdownTime = 5 * time.Second

	// stopTime is the timeout of the whole shutdown, whatever clients or the disk
	// delay. Acknowledged writes are on disk by then.
	stopTime = 9 * time.Second

	// maxHeader, in bytes, is several times the size that browsers and proxies send.
	maxHeader = 32 << 10
)

// listenConfig holds the parameters of listen.
type listenConfig struct {
	listener net.Listener // closed by listen
	handler  http.Handler
	log      *slog.Logger
	out      io.Writer
	lines    string // printed after the address
	stopping func() // ends the waiting polls

	certificate *tls.Certificate // nil means plain HTTP
}

// listen serves until ctx is canceled, then shuts down gracefully.
func listen(ctx context.Context, l listenConfig) error {
	listener, scheme := l.listener, "http"
	if l.certificate != nil {
		scheme = "https"
		listener = tlsport.Listen(listener, *l.certificate)
		l.handler = tlsport.Redirect(l.handler)
	}
	web := &http.Server{
		Handler:           l.handler,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          slog.NewLogLogger(l.log.Handler(), slog.LevelDebug),
	}
	web.RegisterOnShutdown(l.stopping)
	// Scripts and tests parse this line for the port.
	fmt.Fprintf(l.out, "%s://%s/\n%s", scheme, listener.Addr(), l.lines)
	l.log.Info("serving", "address", listener.Addr().String())

	ended := make(chan error, 1)
	go func() { ended <- web.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	l.log.Info("stopping")
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
	defer cancel()
	if err := web.Shutdown(grace); err != nil {
		l.log.Warn("shutdown timed out, closing connections")
		web.Close()
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	l.log.Info("stopped")
	return nil
}
