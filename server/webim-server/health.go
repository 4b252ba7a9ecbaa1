package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// healthTimeout is shorter than the default timeout of container engines.
const healthTimeout = 10 * time.Second

// setupHealth sets up the command that requests /readyz, for images that have no
// other HTTP client.
func setupHealth(flags *flag.FlagSet) action {
	addr := flags.String("addr", "127.0.0.1:8080", "`HOST:PORT` of the server")
	return func(ctx context.Context, _ io.Writer, _ []string) error {
		host, port, err := net.SplitHostPort(*addr)
		if err != nil {
			return fmt.Errorf("-addr: %w", err)
		}
		if host == "" || isUnspecified(host) {
			host = "127.0.0.1"
		}
		ctx, cancel := context.WithTimeout(ctx, healthTimeout)
		defer cancel()
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/readyz", nil)
		if err != nil {
			return err
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			return fmt.Errorf("not ready: HTTP status %d", resp.StatusCode)
		}
		return nil
	}
}
