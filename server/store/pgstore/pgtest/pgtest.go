// Package pgtest provides PostgreSQL to tests: one server per test binary, one
// schema per test.
package pgtest

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"webim.js/server/store/pgstore"
	"webim.js/test/postgres"
)

// server exits with the test binary, to which it is connected by a pipe.
var server = sync.OnceValues(func() (*postgres.Server, error) { return postgres.Start(false) })

var schemas atomic.Int64

// Server returns the PostgreSQL server shared by the tests of a binary. It skips
// the test with -short.
func Server(t testing.TB) *postgres.Server {
	t.Helper()
	skipShort(t)
	s, err := server()
	require.NoError(t, err)
	return s
}

// Start starts a PostgreSQL server for a single test. It skips the test with
// -short.
func Start(t testing.TB, durable bool) *postgres.Server {
	t.Helper()
	skipShort(t)
	s, err := postgres.Start(durable)
	require.NoError(t, err)
	t.Cleanup(s.Close)
	return s
}

func skipShort(t testing.TB) {
	t.Helper()
	if testing.Short() {
		t.Skip("starts PostgreSQL")
	}
}

// used holds schemas for reuse, emptied, including the tables of package pgblobs.
// Creating a schema takes longer than most tests.
var used struct {
	sync.Mutex
	names []string
}

// Schema returns the URL of an empty schema that is reserved until the test ends.
func Schema(t testing.TB) (url string) {
	t.Helper()
	s := Server(t)
	used.Lock()
	defer used.Unlock()
	var name string
	if n := len(used.names); n > 0 {
		name, used.names = used.names[n-1], used.names[:n-1]
	} else {
		name = fmt.Sprint("test_", schemas.Add(1))
		Exec(t, s.URL(""), "CREATE SCHEMA "+name)
		require.NoError(t, Open(t, s.URL(name)).Close())
	}
	t.Cleanup(func() {
		Exec(t, s.URL(name), `DROP TABLE IF EXISTS blob_rows, blob_contents, blob_slices, blob_parts, goose_blob_version;
			DELETE FROM kv; DELETE FROM log;
			UPDATE head SET number = 0, stamp = 1, floor = 1, slot = 0, slot_since = clock_timestamp()`)
		used.Lock()
		defer used.Unlock()
		used.names = append(used.names, name)
	})
	return s.URL(name)
}

// Exec runs statements on a separate connection.
func Exec(t testing.TB, url, statements string) {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), url)
	require.NoError(t, err)
	defer conn.Close(context.Background())
	_, err = conn.Exec(context.Background(), statements)
	require.NoError(t, err)
}

// Open opens a store that logs to the test. Messages of level error fail the test.
func Open(t testing.TB, url string) *pgstore.Store {
	t.Helper()
	s, err := pgstore.Open(context.Background(), url, pgstore.Config{
		Log: slog.New(slog.NewTextHandler(logWriter{t}, &slog.HandlerOptions{Level: slog.LevelWarn})),
	})
	require.NoError(t, err)
	return s
}

type logWriter struct{ t testing.TB }

func (l logWriter) Write(p []byte) (int, error) {
	if bytes.Contains(p, []byte("level=ERROR")) {
		l.t.Errorf("%s", p)
	} else {
		l.t.Logf("%s", p)
	}
	return len(p), nil
}

// Number returns the single number that a query selects.
func Number(t testing.TB, url, query string) (n uint64) {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), url)
	require.NoError(t, err)
	defer conn.Close(context.Background())
	require.NoError(t, conn.QueryRow(context.Background(), query).Scan(&n))
	return n
}
