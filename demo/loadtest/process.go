package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// process is a server of our own.
type process struct {
	program, dir string
	args         []string
	url          string // http://127.0.0.1:PORT

	adminPort

	cmd       *exec.Cmd
	temporary bool
	before    time.Duration // processor time of those that were killed
}

// startServer starts a server on a free port with an empty database.
func startServer(ctx context.Context, s *settings) (*process, error) {
	p := &process{program: s.server, dir: s.data}
	var err error
	if p.dir == "" {
		p.temporary = true
		if p.dir, err = os.MkdirTemp("", "loadtest"); err != nil {
			return nil, err
		}
	}
	if p.program == "" {
		p.program = filepath.Join(p.dir, "webim-server")
		build := exec.CommandContext(ctx, "go", "build", "-o", p.program, "./demo/server/webim-server")
		build.Stderr = os.Stderr
		if err := build.Run(); err != nil {
			p.remove()
			return nil, fmt.Errorf("build the server: %w", err)
		}
	}
	// An old database would make the test another one each time.
	data := filepath.Join(p.dir, "loadtest.db")
	if _, err := os.Stat(data); err == nil {
		return nil, fmt.Errorf("%s is there already", data)
	}
	p.args = []string{
		"serve", "-data", data, "-key", s.key, "-log-level", "warn",
		"-rate-address", "0", "-max-polls", "0", // all the users come from one address
	}
	if err := p.start("127.0.0.1:0"); err != nil {
		p.remove()
		return nil, err
	}
	return p, nil
}

func (p *process) start(addr string) error {
	p.cmd = exec.Command(p.program, append(p.args, "-addr", addr)...)
	p.cmd.Stderr = os.Stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := p.cmd.Start(); err != nil {
		return err
	}
	// The server writes four lines there, so the pipe does not fill.
	lines := bufio.NewReader(out)
	line, err := lines.ReadString('\n') // the address, once it listens
	if err != nil {
		p.stop()
		return fmt.Errorf("the server did not start: %w", err)
	}
	p.url = strings.TrimSuffix(strings.TrimSpace(line), "/")
	for err == nil && !strings.HasPrefix(line, "admin: ") {
		line, err = lines.ReadString('\n')
	}
	if err := p.set(line[strings.LastIndex(line, " ")+1:]); err != nil {
		p.stop()
		return fmt.Errorf("the server did not say where its admin port is: %w", err)
	}
	return nil
}

// restart kills the server as a crash would, and starts it again.
func (p *process) restart(context.Context) error {
	if err := p.cmd.Process.Kill(); err != nil {
		return err
	}
	_ = p.cmd.Wait() // it was killed, which is an error
	p.before += p.cmd.ProcessState.UserTime() + p.cmd.ProcessState.SystemTime()
	return p.start(strings.TrimPrefix(p.url, "http://"))
}

// stop ends the server in order.
func (p *process) stop() {
	if p.cmd == nil || p.cmd.ProcessState != nil {
		return
	}
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	_ = p.cmd.Wait()
}

// remove ends the server and removes what it has written.
func (p *process) remove() {
	if p.cmd != nil {
		p.stop()
	}
	if p.temporary {
		os.RemoveAll(p.dir)
	}
}

// saveProfile has the server record what its processors do.
func (p *process) saveProfile(ctx context.Context, path string, d time.Duration) error {
	resp, err := p.ask(ctx, http.MethodPost, fmt.Sprintf("/admin/debug/pprof/profile?seconds=%d", int(d.Seconds())))
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return errors.New(resp.Status)
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, resp.Body)
	return errors.Join(err, f.Close())
}
