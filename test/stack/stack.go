// Package stack runs a real server for page tests: the built bin/webim-server as a
// separate process, on a free port, with a data file that is removed after the test.
package stack

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"webim.js/test/process"
)

var startLimit = 30 * time.Second // a test shortens it

const stopLimit = 15 * time.Second // a graceful shutdown ends the waiting polls first

// Server is a running webim-server.
type Server struct {
	URL   string // http://127.0.0.1:PORT/, the same after a Restart
	Admin string // URL of the admin page with its token; it changes with a Restart

	t       testing.TB
	program string
	data    string
	flags   []string
	log     process.Tail
	running *process.Process

	mu         sync.Mutex
	signatures map[string]string // by user
}

// Start runs the server until the test ends, with further flags of "serve". If the test
// fails, it logs the end of the server's log.
func Start(t testing.TB, flags ...string) *Server {
	t.Helper()
	program := filepath.Join(Root(t), "bin", "webim-server")
	if _, err := os.Stat(program); err != nil {
		t.Fatalf("bin/webim-server not found; run `make build` first (%v)", err)
	}
	return StartProgram(t, program, flags...)
}

// StartProgram is Start for another build of the server.
func StartProgram(t testing.TB, program string, flags ...string) *Server {
	t.Helper()
	s := &Server{t: t, program: program, flags: flags, data: filepath.Join(t.TempDir(), "im.db"), signatures: map[string]string{}}
	t.Cleanup(func() {
		if s.running != nil {
			s.running.Kill()
		}
		if t.Failed() {
			t.Logf("end of the server's log:\n%s", s.log.String())
		}
	})
	s.launch("127.0.0.1:0")
	return s
}

// Root returns the repository's root: the folder above that holds go.mod.
func Root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	require.NoError(t, err)
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		require.NotEqual(t, dir, up, "no go.mod in the parent directories")
		dir = up
	}
}

// launch runs the program and waits until it responds.
func (s *Server) launch(addr string) {
	s.t.Helper()
	out, w, err := os.Pipe()
	require.NoError(s.t, err)
	cmd := exec.Command(s.program, append([]string{"serve", "-demo", "-addr", addr, "-data", s.data}, s.flags...)...)
	cmd.Stdout, cmd.Stderr = w, &s.log
	s.running, err = process.Start(cmd)
	w.Close()
	require.NoError(s.t, err)

	// The first line of the output is the URL, the next lines are those of the admin
	// page. The rest is appended to the log.
	first := make(chan string, 1)
	admin := make(chan string, 1)
	go func() {
		defer out.Close()
		r := bufio.NewReader(out)
		line, _ := r.ReadString('\n') // an error leaves the line empty, which is reported below
		first <- strings.TrimSpace(line)
		for line != "" && !strings.HasPrefix(line, "admin: ") {
			line, _ = r.ReadString('\n')
		}
		admin <- adminURL.FindString(strings.TrimSpace(line))
		_, _ = io.Copy(&s.log, r)
	}()
	select {
	case line := <-first:
		u, err := url.Parse(line)
		if err != nil || u.Scheme != "http" || u.Path != "/" || u.Port() == "" {
			s.t.Fatalf("first line of webim-server is %q, want a URL; %s\n%s", line, s.running.ExitStatus(), s.log.String())
		}
		s.URL = line
	case <-time.After(startLimit):
		s.t.Fatalf("webim-server did not print its URL within %v\n%s", startLimit, s.log.String())
	}
	s.awaitReady()
	select {
	case s.Admin = <-admin:
	case <-time.After(startLimit):
		s.t.Fatalf("webim-server did not print its other lines within %v\n%s", startLimit, s.log.String())
	}
}

var adminURL = regexp.MustCompile(`https?://\S+$`)

// awaitReady waits until the server responds to a GET.
func (s *Server) awaitReady() {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), startLimit)
	defer cancel()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL, nil)
		require.NoError(s.t, err)
		res, err := http.DefaultClient.Do(req)
		if err == nil {
			res.Body.Close()
			if res.StatusCode < 500 {
				return
			}
			err = fmt.Errorf("HTTP status %s", res.Status)
		}
		select {
		case <-s.running.Done():
			s.t.Fatalf("webim-server exited at once: %s\n%s", s.running.ExitStatus(), s.log.String())
		case <-ctx.Done():
			s.t.Fatalf("webim-server is not ready: %v\n%s", err, s.log.String())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Kill kills the server (SIGKILL), as in a crash.
func (s *Server) Kill() {
	s.t.Helper()
	s.running.Kill()
}

// Stop shuts the server down (SIGTERM), waits for it, and fails the test if it exits
// with an error.
func (s *Server) Stop() {
	s.t.Helper()
	require.NoError(s.t, s.running.Signal(syscall.SIGTERM))
	select {
	case <-s.running.Done():
		require.Equal(s.t, "exit status 0", s.running.ExitStatus())
	case <-time.After(stopLimit):
		s.t.Fatalf("webim-server did not exit within %v", stopLimit)
	}
}

// Restart starts the server again after a Kill or Stop, on the same port and
// with the same data.
func (s *Server) Restart() {
	s.t.Helper()
	u, err := url.Parse(s.URL)
	require.NoError(s.t, err)
	s.launch(u.Host)
}

// Signature returns a UserSig for a user of the development app, made by
// `webim-server sig`.
func (s *Server) Signature(user string) string {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if sig := s.signatures[user]; sig != "" {
		return sig
	}
	var out, errors bytes.Buffer
	cmd := exec.Command(s.program, "sig", "-user", user, "-data", s.data)
	cmd.Stdout, cmd.Stderr = &out, &errors
	if err := cmd.Run(); err != nil {
		s.t.Fatalf("webim-server sig -user %s: %v\n%s", user, err, errors.String())
	}
	sig := strings.TrimSpace(out.String())
	require.NotEmpty(s.t, sig)
	s.signatures[user] = sig
	return sig
}

// Data returns the path of the data file.
func (s *Server) Data() string { return s.data }
