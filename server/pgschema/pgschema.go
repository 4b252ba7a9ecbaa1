// Package pgschema migrates PostgreSQL schemas with goose, which runs each numbered
// file once and in order.
//
// Only append files: databases of every version exist. During a rolling upgrade,
// adjacent versions of the program share a database, so a file must only add. An
// incompatible change takes two releases: the first supports both schemas, the
// second removes the old one.
package pgschema

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
)

// lock is the random key of an advisory lock. It is shared by the whole database,
// so servers in different schemas briefly wait for each other.
const lock int64 = 7_245_113_903_162_448_501

// Migrate runs the missing files and returns the version that the database had,
// which may be above newest, the version of the last file. table is the table in which
// goose records the versions it has applied. Concurrent calls wait for the first one.
func Migrate(ctx context.Context, conn *pgx.Conn, files fs.FS, table string, newest int64) (had int64, err error) {
	// Check without the lock first: usually there is nothing to do.
	err = conn.QueryRow(ctx, "SELECT max(version_id) FROM "+table+" WHERE is_applied").Scan(&had)
	if err == nil && had >= newest {
		return had, nil
	}
	if had, err = migrate(ctx, conn, files, table, newest); err != nil {
		return had, fmt.Errorf("migrations: %w", err)
	}
	return had, nil
}

func migrate(ctx context.Context, conn *pgx.Conn, files fs.FS, table string, newest int64) (had int64, err error) {
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", lock); err != nil {
		return 0, err
	}
	defer func() {
		_, unlockErr := conn.Exec(ctx, "SELECT pg_advisory_unlock($1)", lock)
		err = errors.Join(err, unlockErr)
	}()
	db := stdlib.OpenDB(*conn.Config())
	defer db.Close()
	provider, err := goose.NewProvider(goose.DialectPostgres, db, files, goose.WithTableName(table), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return 0, err
	}
	had, known, err := provider.GetVersions(ctx)
	if err != nil {
		return 0, err
	}
	if known != newest {
		return 0, fmt.Errorf("newest migration has version %d, want %d", known, newest)
	}
	if had < known {
		_, err = provider.Up(ctx)
	}
	return had, err
}
