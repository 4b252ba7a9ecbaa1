// Package pgtest gives tests a PostgreSQL: one server for a test binary, a
// schema of its own for each test.
package pgtest

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"webim.js/demo/postgres"
	"webim.js/demo/server/store/pgstore"
)

// server ends with the test binary: it hangs on a pipe to it.
var server = sync.OnceValues(func() (*postgres.Server, error) { return postgres.Start(false) })

var schemas atomic.Int64

// Server is the binary's PostgreSQL.
func Server(t testing.TB) *postgres.Server {
	t.Helper()
	s, err := server()
	require.NoError(t, err)
	return s
}

// Schema makes an empty schema, which is dropped when the test ends, and
// returns its address.
func Schema(t testing.TB) (url string) {
	t.Helper()
	s, name := Server(t), fmt.Sprint("test_", schemas.Add(1))
	Exec(t, s.URL(""), "CREATE SCHEMA "+name)
	t.Cleanup(func() { Exec(t, s.URL(""), "DROP SCHEMA "+name+" CASCADE") })
	return s.URL(name)
}

// Exec runs statements on a connection of their own.
func Exec(t testing.TB, url, statements string) {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), url)
	require.NoError(t, err)
	defer conn.Close(context.Background())
	_, err = conn.Exec(context.Background(), statements)
	require.NoError(t, err)
}

// Open opens a store, whose troubles the test's output shows.
func Open(t testing.TB, url string) *pgstore.Store {
	t.Helper()
	s, err := pgstore.Open(context.Background(), url, pgstore.Config{
		Log: slog.New(slog.NewTextHandler(logTo{t}, &slog.HandlerOptions{Level: slog.LevelWarn})),
	})
	require.NoError(t, err)
	return s
}

type logTo struct{ t testing.TB }

func (l logTo) Write(p []byte) (int, error) {
	l.t.Logf("%s", p)
	return len(p), nil
}
