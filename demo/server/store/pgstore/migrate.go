package pgstore

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
)

// Migrations are numbered files that goose runs, each once and in order.
// Append, never change: databases of every version are out there.
//
// Neighbouring versions of the program work side by side while nodes are
// replaced one by one, so a migration only adds. What the program before
// cannot work with needs two releases: the first one learns both ways; the
// second one's migration sets head.compatible to the first one's version and
// takes the old way out.
//
//go:embed migrations/*.sql
var migrations embed.FS

// newest is the version of the last of these files.
const newest = 1

// migrationLock is drawn at random. Advisory locks are a database's, so
// servers in different schemas wait for each other, for a moment.
const migrationLock = 7_245_113_903_162_448_501

// migrate brings the schema up to date. Processes that start at the same time
// wait for the first one.
func migrate(ctx context.Context, conn *pgx.Conn) error {
	// At most starts there is nothing to do, and nobody to wait for.
	var version int64
	err := conn.QueryRow(ctx, "SELECT max(version_id) FROM goose_db_version WHERE is_applied").Scan(&version)
	if err == nil && version == newest {
		return nil
	}
	if err := runMigrations(ctx, conn); err != nil {
		return fmt.Errorf("pgstore: migrations: %w", err)
	}
	return nil
}

func runMigrations(ctx context.Context, conn *pgx.Conn) (err error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", int64(migrationLock)); err != nil {
		return err
	}
	defer func() {
		_, unlockErr := conn.Exec(ctx, "SELECT pg_advisory_unlock($1)", int64(migrationLock))
		err = errors.Join(err, unlockErr)
	}()
	db := stdlib.OpenDB(*conn.Config())
	defer db.Close()
	provider, err := goose.NewProvider(goose.DialectPostgres, db, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	if sources := provider.ListSources(); sources[len(sources)-1].Version != newest {
		return fmt.Errorf("newest is to be %d", sources[len(sources)-1].Version)
	}
	have, known, err := provider.GetVersions(ctx)
	if err != nil {
		return err
	}
	if have > known {
		var compatible int64
		if err := conn.QueryRow(ctx, "SELECT compatible FROM head").Scan(&compatible); err != nil {
			return err
		}
		if compatible > known {
			return fmt.Errorf("schema version %d is newer than this program's %d, and not for it any more", have, known)
		}
		return nil
	}
	_, err = provider.Up(ctx)
	return err
}
