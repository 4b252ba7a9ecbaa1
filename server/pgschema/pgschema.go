// Package pgschema brings the tables of an engine up to date by numbered files
// that goose runs, each once and in order.
//
// Append, never change: databases of every version are out there. Neighbouring
// versions of the program work side by side while nodes are replaced one by
// one, so a file only adds. What the program before cannot work with needs two
// releases: the first learns both ways, the second takes the old one out.
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

// lock is drawn at random. Advisory locks are a database's, so servers in
// different schemas wait for each other, for a moment.
const lock int64 = 7_245_113_903_162_448_501

// Migrate runs the files that are missing and returns the version that the
// database had; it may be above newest, the last file's. Table is where goose
// notes what has run. Processes that start at the same time wait for the first
// one.
func Migrate(ctx context.Context, conn *pgx.Conn, files fs.FS, table string, newest int64) (had int64, err error) {
	// At most starts there is nothing to do, and nobody to wait for.
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
