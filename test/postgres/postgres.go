// Package postgres finds PostgreSQL on this machine and runs one of its own in
// a temporary folder: for tests, the load test and `make cluster`. It listens
// on a Unix socket alone, and ends with the program that started it, however
// that ends.
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

// ErrMissing says what to do where there is no PostgreSQL.
var ErrMissing = errors.New("PostgreSQL is not installed: sh test/postgres/setup.sh, or name its folder of programs in POSTGRES_BIN")

const (
	startTime = 60 * time.Second // a busy machine starts it slowly
	role      = "webim"
	socket    = ".s.PGSQL.5432"
)

// Server is a PostgreSQL server of our own.
type Server struct {
	dir, bin string
	durable  bool
	as       account
	guard    *exec.Cmd      // a shell that ends with us, and takes the server along
	lifeline io.WriteCloser // whose end tells it
	log      bytes.Buffer   // of the guard
}

// find returns the folder of PostgreSQL's programs, the newest if there are
// several.
func find() (string, error) {
	var places []string
	if given := os.Getenv("POSTGRES_BIN"); given != "" {
		places = append(places, given)
	}
	installed, _ := filepath.Glob("/usr/lib/postgresql/*/bin") // fails for bad patterns alone
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

// Start makes a database and starts its server. One that is durable flushes to
// disk, which takes its time; another one loses nothing either unless the
// machine itself fails.
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
	if s.as, err = ordinary(); err != nil {
		return err
	}
	if err := s.as.own(s.dir); err != nil {
		return err
	}
	if err := s.program("initdb", "--pgdata="+s.data(), "--username="+role,
		"--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"); err != nil {
		return err
	}
	return s.Run()
}

// Standby makes a copy of a running server and starts it as a standby, which
// follows it by and by and which nobody waits for.
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
	if err := s.as.own(s.dir); err != nil {
		return err
	}
	if err := s.program("pg_basebackup", "--host="+of.dir, "--username="+role,
		"--pgdata="+s.data(), "--write-recovery-conf", "--checkpoint=fast", "--no-sync"); err != nil {
		return err
	}
	return s.Run()
}

// Promote makes a standby a server of its own.
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

// guardScript starts the server, and ends it by the signal that is written to
// the guard; without one its program is no more, and nobody else tidies up.
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
	s.as.runApart(s.guard) // Ctrl-C is for us
	s.log.Reset()
	s.guard.Stdout, s.guard.Stderr = &s.log, &s.log
	s.guard.WaitDelay = 5 * time.Second
	var err error
	if s.lifeline, err = s.guard.StdinPipe(); err != nil {
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
		time.Sleep(10 * time.Millisecond) // it tells nobody when it is ready
	}
}

// ready tells whether connections are taken: the socket is there earlier than
// the answer to the first one.
func (s *Server) ready() bool {
	c, err := net.Dial("unix", s.Socket())
	if err != nil {
		return false
	}
	defer c.Close()
	return exec.Command(filepath.Join(s.bin, "pg_isready"), "-q", "-h", s.dir, "-U", role).Run() == nil
}

// Socket is the path of the Unix socket.
func (s *Server) Socket() string { return filepath.Join(s.dir, socket) }

// PID is the server's process; its connections are that one's children. It is
// 0 while there is none.
func (s *Server) PID() int {
	data, err := os.ReadFile(filepath.Join(s.data(), "postmaster.pid"))
	if err != nil {
		return 0
	}
	line, _, _ := strings.Cut(string(data), "\n")
	pid, _ := strconv.Atoi(line)
	return pid
}

// URL is the server's address; a schema is where tables are made and found.
func (s *Server) URL(schema string) string {
	query := url.Values{"host": {s.dir}, "user": {role}, "sslmode": {"disable"}}
	if schema != "" {
		query.Set("search_path", schema)
	}
	return "postgres:///postgres?" + query.Encode()
}

// URLThrough is URL by way of something that listens on a TCP address.
func (s *Server) URLThrough(addr, schema string) string {
	query := url.Values{"sslmode": {"disable"}}
	if schema != "" {
		query.Set("search_path", schema)
	}
	return "postgres://" + role + "@" + addr + "/postgres?" + query.Encode()
}

// Stop ends the server at once, as a crash would: connections break, nothing
// is written any more.
func (s *Server) Stop() { s.stop("QUIT") }

func (s *Server) stop(how string) string {
	if s.guard == nil || s.guard.ProcessState != nil {
		return ""
	}
	_, _ = io.WriteString(s.lifeline, how+"\n") // gone already: just as well
	s.lifeline.Close()
	_ = s.guard.Wait() // of a server that was stopped hard: an error
	return s.log.String()
}

// Close ends the server and removes what it has written.
func (s *Server) Close() {
	s.stop("QUIT")
	os.RemoveAll(s.dir)
}
