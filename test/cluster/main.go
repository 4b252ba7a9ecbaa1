// Command cluster runs a server of several processes on one machine: PostgreSQL in
// a temporary directory, three nodes, and a proxy that distributes requests to the
// nodes in turn. It prints the URL of the proxy. The server keeps working while a
// node is down. `make cluster` builds and starts it.
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
	program := flag.String("server", "bin/webim-server", "path of the server binary")
	addr := flag.String("addr", "127.0.0.1:8080", "listen address of the proxy")
	count := flag.Int("nodes", 3, "number of nodes")
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

// start runs a node on a free port. end shuts it down gracefully. The node has its
// own process group, so that Ctrl-C reaches only this program, and it does not
// outlive this program.
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
		_ = running.Signal(syscall.SIGTERM) // may have been killed by the user
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

// balancer sends each request to the next node, or to another one if that refuses
// the connection.
type balancer struct {
	nodes []*url.URL
	next  atomic.Uint64
}

func (b *balancer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	proxy := &httputil.ReverseProxy{
		Rewrite: func(p *httputil.ProxyRequest) {
			p.SetURL(b.nodes[0]) // replaced by the transport
			p.Out.Host = p.In.Host
		},
		Transport: b,
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) {
			w.WriteHeader(http.StatusBadGateway) // pages retry
		},
	}
	proxy.ServeHTTP(w, r)
}

// RoundTrip implements http.RoundTripper. A node that refuses the connection has
// not read the request, so it can be sent to another one.
func (b *balancer) RoundTrip(r *http.Request) (resp *http.Response, err error) {
	if r.Body != nil {
		r.Body = io.NopCloser(r.Body) // keep it open for the next attempt
	}
	for range b.nodes {
		r.URL.Host = b.nodes[b.next.Add(1)%uint64(len(b.nodes))].Host
		resp, err = http.DefaultTransport.RoundTrip(r)
		var failed *net.OpError
		if !errors.As(err, &failed) || failed.Op != "dial" {
			break
		}
	}
	return resp, err
}
