package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"

	"webim.js/test/postgres"
	"webim.js/test/postgres/pgproxy"
)

// serverPackage is the import path of the server.
const serverPackage = "webim.js/server/webim-server"

// site is a started server with an empty database: one process with a file, or
// nodes with PostgreSQL, each connected through its own proxy.
type site struct {
	dir      string
	nodes    []*process
	pg       *postgres.Server
	failures []interface{ Load() int64 } // counters of failed notifications, by node

	temporary bool
}

// startSite starts the nodes on free ports.
func startSite(ctx context.Context, s *settings, f *fault) (own *site, err error) {
	own = &site{dir: s.data}
	defer func() {
		if err != nil {
			own.remove()
		}
	}()
	if own.dir == "" {
		own.temporary = true
		if own.dir, err = os.MkdirTemp("", "loadtest"); err != nil {
			return own, err
		}
	}
	program := s.server
	if program == "" {
		program = filepath.Join(own.dir, "webim-server")
		if err := build(ctx, program); err != nil {
			return own, err
		}
	}
	args := []string{
		"serve", "-demo", "-key", s.key, "-log-level", s.logLevel,
		"-rate-address", "0", "-max-polls", "0", // all users share one address
		"-rate-group", "0", // exceeded with -saturate
	}
	if s.store == storeFile {
		data := filepath.Join(own.dir, "loadtest.db")
		// An existing database would make results incomparable.
		if _, err := os.Stat(data); err == nil {
			return own, fmt.Errorf("%s already exists", data)
		}
		own.nodes = append(own.nodes, &process{program: program, args: append(args, "-data", data)})
	} else if err := own.addNodes(s, f, program, args); err != nil {
		return own, err
	}
	if f != nil && f.prepare != nil {
		if err := f.prepare(ctx, own); err != nil {
			return own, err
		}
	}
	for _, node := range own.nodes {
		if err := node.start(); err != nil {
			return own, err
		}
	}
	return own, nil
}

func (own *site) addNodes(s *settings, f *fault, program string, args []string) (err error) {
	if own.pg, err = postgres.Start(true); err != nil {
		return err
	}
	for n := range s.nodes {
		proxy, err := pgproxy.Start(own.pg.Socket())
		if err != nil {
			return err
		}
		proxy.Delay(s.delay)
		if f != nil && f.lost > 0 {
			own.failures = append(own.failures, proxy.FailNotifications(f.lost/2, f.lost/2))
		}
		own.nodes = append(own.nodes, &process{
			program: program, proxy: proxy, args: args[:len(args):len(args)],
			env: []string{"WEBIM_STORE=" + own.pg.URLThrough(proxy.Addr(), "") + "&application_name=" + nodeName(n)},
		})
	}
	return nil
}

// nodeName returns the application name of a node in PostgreSQL.
func nodeName(n int) string { return fmt.Sprint("node", n) }

// addArgs adds arguments to those of all nodes.
func (own *site) addArgs(args ...string) {
	for _, node := range own.nodes {
		node.args = append(node.args, args...)
	}
}

func (own *site) targets() (list []string) {
	for _, node := range own.nodes {
		list = append(list, strings.TrimPrefix(node.url, "http://"))
	}
	return list
}

// stop shuts the nodes down gracefully.
func (own *site) stop() {
	var all sync.WaitGroup
	for _, node := range own.nodes {
		all.Go(node.stop)
	}
	all.Wait()
}

// remove stops nodes, proxies and PostgreSQL, and deletes a temporary directory.
func (own *site) remove() {
	own.stop()
	for _, node := range own.nodes {
		if node.proxy != nil {
			node.proxy.Close()
		}
	}
	if own.pg != nil {
		own.pg.Close()
	}
	if own.temporary {
		os.RemoveAll(own.dir)
	}
}

// build builds the server.
func build(ctx context.Context, program string, flags ...string) error {
	cmd := exec.CommandContext(ctx, "go", append(append([]string{"build", "-o", program}, flags...), serverPackage)...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("build the server: %w", err)
	}
	return nil
}
