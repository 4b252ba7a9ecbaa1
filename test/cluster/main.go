// Command cluster shows a server of several processes on one machine: it runs
// PostgreSQL in a temporary folder, three nodes on it, and a proxy that sends
// every request to the next node, and prints one address. Kill a node, and the
// chat goes on. `make cluster` builds and starts it.
package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"webim.js/test/postgres"
	"webim.js/test/process"
)

func main() {
	program := flag.String("server", "bin/webim-server", "the built server")
	addr := flag.String("addr", "127.0.0.1:8080", "where the proxy listens")
	count := flag.Int("nodes", 3, "how many nodes")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Stdout, *program, *addr, *count); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, out io.Writer, program, addr string, count int) error {
	pg, err := postgres.Start(true)
	if err != nil {
		return err
	}
	defer pg.Close()
	var nodes []*url.URL
	for n := range count {
		node, end, err := start(program, pg.URL(""))
		if err != nil {
			return err
		}
		defer end()
		nodes = append(nodes, node.url)
		fmt.Fprintf(out, "node %d: %s (kill %d)\n", n+1, node.url, node.pid)
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	web := &http.Server{Handler: &balancer{nodes: nodes}, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		<-ctx.Done()
		web.Close()
	}()
	fmt.Fprintf(out, "http://%s/\n", addr)
	if err := web.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

type node struct {
	url *url.URL
	pid int
}

// start runs a node on a free port; end ends it in order. Ctrl-C is for us
// alone, and should we be killed, it does not outlive us.
func start(program, store string) (n node, end func(), err error) {
	cmd := exec.Command(program, "serve", "-demo", "-addr", "127.0.0.1:0", "-log-level", "warn")
	cmd.Env = append(os.Environ(), "WEBIM_STORE="+store)
	cmd.Stderr = os.Stderr
	out, in, err := os.Pipe()
	if err != nil {
		return n, nil, err
	}
	cmd.Stdout = in
	running, err := process.Start(cmd)
	in.Close()
	if err != nil {
		out.Close()
		return n, nil, err
	}
	end = func() {
		_ = running.Signal(syscall.SIGTERM) // killed by whoever tries it out: just as well
		<-running.Done()
		out.Close()
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err == nil {
		n.url, err = url.Parse(strings.TrimSpace(line))
	}
	if err != nil {
		end()
		return n, nil, fmt.Errorf("a node did not start: %w", err)
	}
	n.pid = cmd.Process.Pid
	return n, end, nil
}

// balancer sends each request to the next node, and on to another one if that
// takes no connection: no page stays with a node.
type balancer struct {
	nodes []*url.URL
	turn  atomic.Uint64
}

func (b *balancer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	proxy := &httputil.ReverseProxy{
		Rewrite: func(p *httputil.ProxyRequest) {
			p.SetURL(b.nodes[0]) // the address is the transport's to choose
			p.Out.Host = p.In.Host
		},
		Transport: b,
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) {
			w.WriteHeader(http.StatusBadGateway) // pages try again
		},
	}
	proxy.ServeHTTP(w, r)
}

// RoundTrip implements http.RoundTripper. A node that takes no connection has
// read nothing of the request, so another one may have it.
func (b *balancer) RoundTrip(r *http.Request) (resp *http.Response, err error) {
	if r.Body != nil {
		r.Body = io.NopCloser(r.Body) // or the try that failed would close it
	}
	for range b.nodes {
		r.URL.Host = b.nodes[b.turn.Add(1)%uint64(len(b.nodes))].Host
		resp, err = http.DefaultTransport.RoundTrip(r)
		var failed *net.OpError
		if !errors.As(err, &failed) || failed.Op != "dial" {
			break
		}
	}
	return resp, err
}
