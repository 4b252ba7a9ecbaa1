// Package postgres runs a PostgreSQL server in a temporary directory, for tests,
// the load test and `make cluster`. It listens on a Unix socket only and exits with
// the program that started it, even if that is killed.
package postgres

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ErrMissing is returned if PostgreSQL is not installed.
var ErrMissing = errors.New("PostgreSQL is not installed: run test/postgres/setup.sh, or set POSTGRES_BIN to its directory of programs")

const (
	startTime = 60 * time.Second // for busy machines
	role      = "webim"
	socket    = ".s.PGSQL.5432"
)

// Server is a PostgreSQL server.
type Server struct {
	dir, bin   string
	durable    bool
	as         account
	guard      *exec.Cmd      // a shell that exits with this program and stops the server
	guardInput io.WriteCloser // stdin of the guard; EOF stops it
	log        bytes.Buffer   // output of the guard
}

// find returns the directory of PostgreSQL's programs, of the newest version if
// there are several.
func find() (string, error) {
	var places []string
	if given := os.Getenv("POSTGRES_BIN"); given != "" {
		places = append(places, given)
	}
	installed, _ := filepath.Glob("/usr/lib/postgresql/*/bin") // fails only for malformed patterns
	slices.SortFunc(installed, func(a, b string) int { return version(b) - version(a) })
	places = append(places, installed...)
	if out, err := exec.Command("pg_config", "--bindir").Output(); err == nil {
		places = append(places, strings.TrimSpace(string(out)))
	}
	if path, err := exec.LookPath("postgres"); err == nil {
		places = append(places, filepath.Dir(path))
	}
	for _, place := range places {
		if _, err := os.Stat(filepath.Join(place, "initdb")); err == nil {
			return place, nil
		}
	}
	return "", ErrMissing
}

func version(bin string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(bin)))
	return n
}

// Start creates a database cluster and starts its server. If durable is set,
// commits are flushed to disk, which is slower. Without it, data is lost only if
// the machine fails.
func Start(durable bool) (*Server, error) {
	bin, err := find()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "webim-postgres-")
	if err != nil {
		return nil, err
	}
	s := &Server{dir: dir, bin: bin, durable: durable}
	if err := s.begin(); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

func (s *Server) begin() error {
	var err error
	if s.as, err = ordinaryAccount(); err != nil {
		return err
	}
	if err := s.as.chown(s.dir); err != nil {
		return err
	}
	if err := s.program("initdb", "--pgdata="+s.data(), "--username="+role,
		"--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"); err != nil {
		return err
	}
	return s.Run()
}

// Standby copies a running server and starts the copy as an asynchronous standby.
func (s *Server) Standby() (*Server, error) {
	dir, err := os.MkdirTemp("", "webim-postgres-")
	if err != nil {
		return nil, err
	}
	other := &Server{dir: dir, bin: s.bin, durable: s.durable, as: s.as}
	if err := other.copyOf(s); err != nil {
		other.Close()
		return nil, err
	}
	return other, nil
}

func (s *Server) copyOf(of *Server) error {
	if err := s.as.chown(s.dir); err != nil {
		return err
	}
	if err := s.program("pg_basebackup", "--host="+of.dir, "--username="+role,
		"--pgdata="+s.data(), "--write-recovery-conf", "--checkpoint=fast", "--no-sync"); err != nil {
		return err
	}
	return s.Run()
}

// Promote promotes a standby.
func (s *Server) Promote() error {
	return s.program("pg_ctl", "promote", "--wait", "--pgdata="+s.data())
}

// program runs one of PostgreSQL's programs.
func (s *Server) program(name string, args ...string) error {
	cmd := exec.Command(filepath.Join(s.bin, name), args...)
	cmd.Dir = s.dir
	s.as.run(cmd)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", name, err, out)
	}
	return nil
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// guardScript starts the server and stops it with the signal that is written to the
// guard's stdin. At EOF, when this program has exited, it also deletes the
// directory.
const guardScript = `dir=$1; shift; "$@" & pid=$!; read -r how; kill -"${how:-QUIT}" $pid; wait $pid; [ "$how" ] || rm -rf "$dir"`

// Run starts the server again after Stop.
func (s *Server) Run() error {
	args := []string{
		"-c", guardScript, "guard", s.dir,
		filepath.Join(s.bin, "postgres"), "-D", s.data(), "-k", s.dir,
		"-c", "listen_addresses=", "-c", "max_connections=300", "-c", "shared_buffers=128MB",
		"-c", "max_wal_size=2GB", "-c", "log_min_messages=fatal",
	}
	if !s.durable {
		args = append(args, "-c", "fsync=off", "-c", "full_page_writes=off")
	}
	s.guard = exec.Command("sh", args...)
	s.guard.Dir = s.dir
	s.as.runApart(s.guard) // not affected by Ctrl-C
	s.log.Reset()
	s.guard.Stdout, s.guard.Stderr = &s.log, &s.log
	s.guard.WaitDelay = 5 * time.Second
	var err error
	if s.guardInput, err = s.guard.StdinPipe(); err != nil {
		return err
	}
	if err := s.guard.Start(); err != nil {
		return err
	}
	for deadline := time.Now().Add(startTime); ; {
		if s.ready() {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("PostgreSQL did not start: %s", s.stop("QUIT"))
		}
		time.Sleep(10 * time.Millisecond) // PostgreSQL does not signal readiness
	}
}

// ready reports whether the server accepts connections. The socket exists earlier
// than that.
func (s *Server) ready() bool {
	c, err := net.Dial("unix", s.Socket())
	if err != nil {
		return false
	}
	defer c.Close()
	return exec.Command(filepath.Join(s.bin, "pg_isready"), "-q", "-h", s.dir, "-U", role).Run() == nil
}

// Socket returns the path of the Unix socket.
func (s *Server) Socket() string { return filepath.Join(s.dir, socket) }

// PID returns the process id of the server, the parent of its backends, or 0 if it
// is not running.
func (s *Server) PID() int {
	data, err := os.ReadFile(filepath.Join(s.data(), "postmaster.pid"))
	if err != nil {
		return 0
	}
	line, _, _ := strings.Cut(string(data), "\n")
	pid, _ := strconv.Atoi(line)
	return pid
}

// URL returns the server's URL with a search path of the given schema.
func (s *Server) URL(schema string) string {
	query := url.Values{"host": {s.dir}, "user": {role}, "sslmode": {"disable"}}
	if schema != "" {
		query.Set("search_path", schema)
	}
	return "postgres:///postgres?" + query.Encode()
}

// URLThrough returns the URL for a TCP address that forwards to the server.
func (s *Server) URLThrough(addr, schema string) string {
	query := url.Values{"sslmode": {"disable"}}
	if schema != "" {
		query.Set("search_path", schema)
	}
	return "postgres://" + role + "@" + addr + "/postgres?" + query.Encode()
}

// Stop stops the server immediately, as in a crash.
func (s *Server) Stop() { s.stop("QUIT") }

func (s *Server) stop(how string) string {
	if s.guard == nil || s.guard.ProcessState != nil {
		return ""
	}
	_, _ = io.WriteString(s.guardInput, how+"\n") // may have exited already
	s.guardInput.Close()
	_ = s.guard.Wait() // an error if it was killed
	return s.log.String()
}

// Close stops the server and deletes its files.
func (s *Server) Close() {
	s.stop("QUIT")
	os.RemoveAll(s.dir)
}
