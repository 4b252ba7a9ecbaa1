// Package pgtest gives tests a PostgreSQL: one server for a test binary, a
// schema of its own for each test.
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

// server ends with the test binary: it hangs on a pipe to it.
var server = sync.OnceValues(func() (*postgres.Server, error) { return postgres.Start(false) })

var schemas atomic.Int64

// Server returns the PostgreSQL that the tests of a binary share. With -short it
// skips the test.
func Server(t testing.TB) *postgres.Server {
	t.Helper()
	skipShort(t)
	s, err := server()
	require.NoError(t, err)
	return s
}

// Start starts a PostgreSQL for this test alone. With -short it skips the test.
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

// Schemas that tests are done with are emptied (of package pgblobs' tables,
// too) and used again: making one takes longer than most tests.
var used struct {
	sync.Mutex
	names []string
}

// Schema gives a test an empty schema until it ends, and returns its address.
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

// Exec runs statements on a connection of their own.
func Exec(t testing.TB, url, statements string) {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), url)
	require.NoError(t, err)
	defer conn.Close(context.Background())
	_, err = conn.Exec(context.Background(), statements)
	require.NoError(t, err)
}

// Open opens a store, whose troubles the test's output shows. What it calls an
// error fails the test.
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
	if bytes.Contains(p, []byte("level=ERROR")) {
		l.t.Errorf("%s", p)
	} else {
		l.t.Logf("%s", p)
	}
	return len(p), nil
}

// Number reads one number.
func Number(t testing.TB, url, query string) (n uint64) {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), url)
	require.NoError(t, err)
	defer conn.Close(context.Background())
	require.NoError(t, conn.QueryRow(context.Background(), query).Scan(&n))
	return n
}
