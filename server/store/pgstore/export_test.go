package pgstore

import (
	"context"
	"testing/fstest"

	"github.com/jackc/pgx/v5"
)

// MigrateToNext migrates a schema to the version after newest.
func MigrateToNext(ctx context.Context, url string) error {
	begin, err := migrations.ReadFile("migrations/00001_begin.sql")
	if err != nil {
		return err
	}
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	return migrateTo(ctx, conn, fstest.MapFS{
		"migrations/00001_begin.sql": {Data: begin},
		"migrations/00002_next.sql":  {Data: []byte("-- +goose Up\nALTER TABLE head ADD COLUMN next int;")},
	}, newest+1)
}

// RangesQuery reads forward ranges. Settings is run on every connection.
var (
	RangesQuery = rangesQueries[rangeKind{}]
	Settings    = settings
)

// ErrLogInUse is returned by a rotation that would block writers.
var ErrLogInUse = errLogInUse

// Rotate truncates the next partition of the log and switches to it.
func (s *Store) Rotate(ctx context.Context) error { return s.rotateOnce(ctx, 0) }
