// Package servertest runs the complete server over real HTTP on a real database
// for tests, with a fake clock that tests advance:
//
//	func TestSending(t *testing.T) {
//		s := servertest.Start(t)
//		alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
//		alice.OK(t, "openim/sendmsg", servertest.Text("bob", "hi"))
//		got := bob.Poll(t)
//		assert.Equal(t, "hi", got.At("EventArray", 0, "C2cMsgArray", 0, "MsgBody", 0, "MsgContent", "Text"))
//		alice.Refused(t, 20003, "openim/sendmsg", servertest.Text("nobody", "hi"))
//	}
package servertest

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"webim.js/server"
	"webim.js/server/account"
	"webim.js/server/clock/clocktest"
	"webim.js/server/deliver"
	"webim.js/server/deliver/hub"
	"webim.js/server/media"
	"webim.js/server/media/blob"
	"webim.js/server/media/blob/dirblobs"
	"webim.js/server/store"
	"webim.js/server/store/boltstore"
	"webim.js/server/store/pgstore/pgtest"
	"webim.js/server/usersig"
)

// Epoch is the Unix time at which every test begins.
const Epoch = 1500000000

// Key signs the tests' UserSigs.
const Key = "servertest key"

// Server is a running server under test.
type Server struct {
	URL   string
	Clock *clocktest.Clock
	IM    *server.Server

	// Store and Delivery give access to state that HTTP does not expose.
	Store    store.Store
	Delivery deliver.Delivery

	config func(*server.Config)
	path   string // path of the database file; other files are next to it
	schema string // URL of a PostgreSQL schema; empty for the file
	joined *Server
	blobs  blob.Store
	direct bool             // clients call the handler directly
	http   *httptest.Server // nil with direct
}

// storeVariable is the environment variable that selects the store of all tests:
// "postgres", or by default the file.
const storeVariable = "WEBIM_TEST_STORE"

// OnPostgres reports whether the tests run on PostgreSQL.
func OnPostgres() bool { return os.Getenv(storeVariable) == "postgres" }

// Start runs a server until the test ends. The functions can change its
// configuration.
func Start(t testing.TB, configure ...func(*server.Config)) *Server {
	t.Helper()
	if OnPostgres() {
		return StartOnPostgres(t, configure...)
	}
	return prepare(t, configure).start(t)
}

// StartOnPostgres is Start for tests that apply to PostgreSQL only.
func StartOnPostgres(t testing.TB, configure ...func(*server.Config)) *Server {
	t.Helper()
	s := prepare(t, configure)
	s.schema = pgtest.Schema(t)
	return s.start(t)
}

func prepare(t testing.TB, configure []func(*server.Config)) *Server {
	return &Server{
		Clock: clocktest.New(Epoch),
		path:  filepath.Join(t.TempDir(), "im.db"),
		config: func(c *server.Config) {
			for _, fn := range configure {
				fn(c)
			}
		},
	}
}

// StartWithoutNetwork is Start with clients that call the handler directly, for
// bubbles of testing/synctest, in which goroutines must not block on sockets.
func StartWithoutNetwork(t testing.TB, configure ...func(*server.Config)) *Server {
	t.Helper()
	s := prepare(t, configure)
	s.direct = true
	if OnPostgres() {
		s.schema = pgtest.Schema(t)
	}
	return s.start(t)
}

func (s *Server) start(t testing.TB) *Server {
	t.Helper()
	s.open(t)
	t.Cleanup(s.close)
	return s
}

// StartFrom is Start on a copy of a database file, as Backup writes one.
func StartFrom(t testing.TB, file string, configure ...func(*server.Config)) *Server {
	t.Helper()
	in, err := os.Open(file)
	require.NoError(t, err)
	defer in.Close()
	s := prepare(t, configure)
	out, err := os.OpenFile(s.path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	require.NoError(t, err)
	_, err = io.Copy(out, in)
	require.NoError(t, errors.Join(err, out.Close()))
	return s.start(t)
}

// Join runs another server on the same data until the test ends, as with a load
// balancer: with its own clock, delivery and memory.
func (s *Server) Join(t testing.TB) *Server {
	t.Helper()
	other := &Server{Clock: clocktest.New(s.Clock.Now().Unix()), path: s.path, schema: s.schema, joined: s, direct: s.direct, config: s.config}
	return other.start(t)
}

// openStore opens the store. Only one process can open the file, so servers that
// join share its store.
func (s *Server) openStore(t testing.TB) store.Store {
	switch {
	case s.schema != "":
		return pgtest.Open(t, s.schema)
	case s.joined != nil:
		return s.joined.Store
	}
	db, err := boltstore.Open(s.path, boltstore.NoSync())
	require.NoError(t, err)
	return db
}

func (s *Server) open(t testing.TB) {
	t.Helper()
	db := s.openStore(t)
	var err error
	s.blobs, err = dirblobs.Open(s.BlobPath())
	require.NoError(t, err)
	c := server.Config{
		Store:    rerunStore{db},
		Blobs:    s.blobs,
		Delivery: hub.New(),
		Log:      slog.New(slog.NewTextHandler(logWriter{t}, &slog.HandlerOptions{Level: slog.LevelError})),
		Clock:    s.Clock,
		Apps:     []account.App{{Keys: []usersig.Key{usersig.NewSecret("test", Key)}}},
		Demo:     true,

		DecodeTime: time.Minute, // long, for the race detector and busy machines
		KeepUnused: media.DefaultKeepUnused,
	}
	s.config(&c)
	s.IM, err = server.New(t.Context(), c)
	require.NoError(t, err)
	s.Store, s.Delivery = db, c.Delivery
	if s.direct {
		s.URL = "http://im.test"
		return
	}
	s.http = httptest.NewServer(s.IM)
	s.URL = s.http.URL
}

func (s *Server) close() {
	s.IM.Shutdown()
	if s.http != nil {
		s.http.Close()
	}
	if s.schema != "" || s.joined == nil {
		s.Store.Close()
	}
	s.blobs.Close()
}

// send sends a request and returns the response.
func (s *Server) send(req *http.Request) (*http.Response, error) {
	if !s.direct {
		return http.DefaultClient.Do(req)
	}
	w := httptest.NewRecorder()
	req.RemoteAddr = "192.0.2.1:1024"
	s.IM.ServeHTTP(w, req)
	return w.Result(), req.Context().Err()
}

// StoreWaiting returns the number of updates that wait for a commit.
func (s *Server) StoreWaiting() int { return s.Store.(interface{ Waiting() int }).Waiting() }

// StoreSize returns the size of the store in bytes.
func (s *Server) StoreSize() int64 { return s.Store.(interface{ Size() int64 }).Size() }

// BlobPath returns the directory with the content of uploaded files.
func (s *Server) BlobPath() string { return dirblobs.PathFor(s.path) }

// Blobs returns the store of uploaded files.
func (s *Server) Blobs() blob.Store { return s.blobs }

// Restart stops the server and starts it again on the same data; state in memory is
// lost. Clients remain valid.
func (s *Server) Restart(t testing.TB) {
	t.Helper()
	s.close()
	s.open(t)
}

// UserSig returns a valid UserSig.
func (s *Server) UserSig(name string) string {
	return usersig.Sign(Key, usersig.Ticket{
		Identifier: name, SDKAppID: server.SDKAppID, Issued: s.Clock.Now(), Valid: 24 * time.Hour,
	})
}

// logWriter writes the server's log to the test's output.
type logWriter struct{ t testing.TB }

func (l logWriter) Write(p []byte) (int, error) {
	l.t.Logf("%s", p)
	return len(p), nil
}
