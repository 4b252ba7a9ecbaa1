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
	"strings"
	"syscall"
	"time"

	"webim.js/test/postgres/pgproxy"
)

// process is a started server or one of its nodes.
type process struct {
	program   string
	args, env []string
	proxy     *pgproxy.Proxy // to its database; nil: -store file
	url       string         // http://127.0.0.1:PORT

	adminPort

	cmd    *exec.Cmd
	before time.Duration // processor time of earlier processes
}

// start starts the server. After a restart it listens on the same address.
func (p *process) start() error {
	addr := "127.0.0.1:0"
	if p.url != "" {
		addr = strings.TrimPrefix(p.url, "http://")
	}
	cmd := exec.Command(p.program, append(p.args, "-addr", addr)...)
	cmd.Env = append(os.Environ(), p.env...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	p.cmd = cmd
	// The server writes only three lines, so the pipe does not fill.
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
		return fmt.Errorf("the server did not print its admin address: %w", err)
	}
	return nil
}

// kill kills the server, as in a crash.
func (p *process) kill() error {
	if err := p.cmd.Process.Kill(); err != nil {
		return err
	}
	p.await()
	return nil
}

// stop shuts the server down gracefully.
func (p *process) stop() {
	if p.cmd == nil || p.cmd.ProcessState != nil {
		return
	}
	_ = p.thaw() // may have exited already
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	p.await()
}

func (p *process) await() {
	_ = p.cmd.Wait() // an error if it was killed
	p.before += p.cmd.ProcessState.UserTime() + p.cmd.ProcessState.SystemTime()
}

// saveProfile writes a CPU profile of the server.
func (p *process) saveProfile(ctx context.Context, path string, d time.Duration) error {
	resp, err := p.request(ctx, http.MethodPost, fmt.Sprintf("/admin/debug/pprof/profile?seconds=%d", int(d.Seconds())))
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
