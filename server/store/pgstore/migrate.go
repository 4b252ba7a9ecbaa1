package pgstore

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"

	"webim.js/server/pgschema"
)

//go:embed migrations/*.sql
var migrations embed.FS

// newest is the version of the last migration. A migration that removes objects that
// the previous version needs sets head.compatible; see package pgschema.
const newest = 1

// migrate updates the schema, or accepts a newer one that this version is
// compatible with.
func migrate(ctx context.Context, conn *pgx.Conn) error {
	return migrateTo(ctx, conn, migrations, newest)
}

func migrateTo(ctx context.Context, conn *pgx.Conn, all fs.FS, newest int64) error {
	files, err := fs.Sub(all, "migrations")
	if err != nil {
		return err
	}
	had, err := pgschema.Migrate(ctx, conn, files, "goose_db_version", newest)
	if err != nil {
		return fmt.Errorf("pgstore: migrate: %w", err)
	}
	if had <= newest {
		return nil
	}
	var compatible int64
	if err := conn.QueryRow(ctx, "SELECT compatible FROM head").Scan(&compatible); err != nil {
		return fmt.Errorf("pgstore: read compatible schema version: %w", err)
	}
	if compatible > newest {
		return fmt.Errorf("pgstore: schema version %d is newer than supported version %d", had, newest)
	}
	return nil
}
