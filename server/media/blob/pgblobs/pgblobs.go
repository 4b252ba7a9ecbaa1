// Package pgblobs stores the bytes of uploaded files in PostgreSQL, in rows of 256
// kB. It suits small sites, which then have a single service to operate and back
// up. It uses disk and memory of the database; sites with many files should use
// s3blobs.
package pgblobs

import (
	"context"
	"crypto/rand"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"webim.js/server/media/blob"
	"webim.js/server/pgschema"
)

// rowSize is the size in bytes of a row of a content.
const rowSize = 256 << 10

// callTime bounds a statement.
const callTime = 30 * time.Second

// connections is the size of the pool, in addition to the store's.
const connections = 4

//go:embed migrations/*.sql
var migrations embed.FS

// Store implements blob.Store.
type Store struct{ pool *pgxpool.Pool }

// Open connects to a database and migrates its schema.
func Open(ctx context.Context, url string) (*Store, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("pgblobs: parse URL: %w", err)
	}
	config.MaxConns = connections
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("pgblobs: open pool: %w", err)
	}
	files, err := fs.Sub(migrations, "migrations")
	if err == nil {
		err = pool.AcquireFunc(ctx, func(c *pgxpool.Conn) error {
			_, err := pgschema.Migrate(ctx, c.Conn(), files, "goose_blob_version", 1)
			return err
		})
	}
	if err != nil {
		pool.Close()
		return nil, fmt.Errorf("pgblobs: migrate: %w", err)
	}
	return &Store{pool}, nil
}

// Close implements blob.Store.
func (s *Store) Close() error { s.pool.Close(); return nil }

func (s *Store) exec(query string, args ...any) (pgconn.CommandTag, error) {
	ctx, cancel := context.WithTimeout(context.Background(), callTime)
	defer cancel()
	tag, err := s.pool.Exec(ctx, query, args...)
	if err != nil {
		err = fmt.Errorf("pgblobs: exec: %w", err)
	}
	return tag, err
}

// row reads a single row; the error is fs.ErrNotExist if there is none. If the
// connection broke it retries, as all connections of the pool may be broken.
func (s *Store) row(into any, query string, args ...any) error {
	ctx, cancel := context.WithTimeout(context.Background(), callTime)
	defer cancel()
	for try := 0; ; try++ {
		err := s.pool.QueryRow(ctx, query, args...).Scan(into)
		var response *pgconn.PgError
		switch {
		case err == nil:
			return nil
		case errors.Is(err, pgx.ErrNoRows):
			return fs.ErrNotExist
		case try == connections || errors.As(err, &response) || ctx.Err() != nil:
			return fmt.Errorf("pgblobs: query: %w", err)
		}
	}
}

// NewPart implements blob.Store.
func (s *Store) NewPart() (part string, err error) {
	part = rand.Text()
	_, err = s.exec("INSERT INTO blob_parts (part) VALUES ($1)", part)
	return part, err
}

// foreignKey is the SQLSTATE foreign_key_violation, returned for a missing part.
const foreignKey = "23503"

// WritePart implements blob.Store.
func (s *Store) WritePart(part string, offset int64, data []byte) error {
	_, err := s.exec(`INSERT INTO blob_slices VALUES ($1, $2, $3)
		ON CONFLICT (part, start) DO UPDATE SET data = excluded.data WHERE length(excluded.data) >= length(blob_slices.data)`,
		part, offset, data)
	if refused := (*pgconn.PgError)(nil); errors.As(err, &refused) && refused.Code == foreignKey {
		return fs.ErrNotExist
	}
	return err
}

// FillPart implements blob.Store.
func (s *Store) FillPart(part string, r io.Reader) error {
	if _, err := s.exec("DELETE FROM blob_slices WHERE part = $1", part); err != nil {
		return err
	}
	buffer := make([]byte, rowSize)
	for offset := int64(0); ; {
		n, err := io.ReadFull(r, buffer)
		if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
			return err
		}
		if n > 0 || offset == 0 {
			if err := s.WritePart(part, offset, buffer[:n]); err != nil {
				return err
			}
		}
		if offset += int64(n); err != nil {
			return nil
		}
	}
}

// OpenPart implements blob.Store.
func (s *Store) OpenPart(part string) (io.ReadSeekCloser, error) {
	ctx, cancel := context.WithTimeout(context.Background(), callTime)
	defer cancel()
	pieces, err := slices(ctx, s.pool, part)
	if err != nil {
		return nil, err
	}
	return blob.NewReader(pieces, func(p blob.Piece) ([]byte, error) {
		return s.bytes(sliceData, part, p.Offset)
	}), nil
}

const sliceData = "SELECT data FROM blob_slices WHERE part = $1 AND start = $2"

// database is the pool or a transaction.
type database interface {
	Query(ctx context.Context, query string, args ...any) (pgx.Rows, error)
}

// slices returns the slices of a part, or a single row without a length if it is
// empty. The error is fs.ErrNotExist if the part does not exist.
func slices(ctx context.Context, db database, part string) ([]blob.Piece, error) {
	rows, _ := db.Query(ctx, `SELECT coalesce(start, 0), coalesce(length(data), 0)
		FROM blob_parts LEFT JOIN blob_slices USING (part) WHERE part = $1`, part)
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (p blob.Piece, err error) {
		return p, row.Scan(&p.Offset, &p.Length)
	})
	if err != nil {
		return nil, fmt.Errorf("pgblobs: list slices of part %s: %w", part, err)
	}
	if len(list) == 0 {
		return nil, fs.ErrNotExist
	}
	return blob.Pieces(list), nil
}

func (s *Store) bytes(query string, args ...any) (data []byte, err error) {
	err = s.row(&data, query, args...)
	return data, err
}

// DropPart implements blob.Store.
func (s *Store) DropPart(part string) error {
	_, err := s.exec("DELETE FROM blob_parts WHERE part = $1", part)
	return err
}

// OldParts implements blob.Store.
func (s *Store) OldParts(before time.Time) ([]string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), callTime)
	defer cancel()
	rows, _ := s.pool.Query(ctx, "SELECT part FROM blob_parts WHERE begun < $1", before)
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// Keep implements blob.Store.
func (s *Store) Keep(part, sha256 string) error {
	err := s.transaction(func(ctx context.Context, tx pgx.Tx) error {
		pieces, err := slices(ctx, tx, part)
		if err != nil {
			return err
		}
		return keep(ctx, tx, sha256, blob.NewReader(pieces, func(p blob.Piece) (data []byte, err error) {
			return data, tx.QueryRow(ctx, sliceData, part, p.Offset).Scan(&data)
		}))
	})
	if err != nil {
		return err
	}
	return s.DropPart(part)
}

// transaction calls do in a transaction. do must not use the pool: if all
// connections were held by such callers, they would deadlock.
func (s *Store) transaction(do func(context.Context, pgx.Tx) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*callTime)
	defer cancel()
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error { return do(ctx, tx) })
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		err = fmt.Errorf("pgblobs: transaction: %w", err)
	}
	return err
}

// keep inserts a content. If another transaction is inserting the same one, keep
// waits for it.
func keep(ctx context.Context, tx pgx.Tx, sha string, in *blob.Reader) error {
	size, _ := in.Seek(0, io.SeekEnd)
	if _, err := in.Seek(0, io.SeekStart); err != nil {
		return err
	}
	tag, err := tx.Exec(ctx, "INSERT INTO blob_contents VALUES ($1, $2) ON CONFLICT DO NOTHING", sha, size)
	if err != nil || tag.RowsAffected() == 0 {
		return err
	}
	buffer := make([]byte, rowSize)
	for n := 0; int64(n)*rowSize < size; n++ {
		row := buffer[:min(rowSize, size-int64(n)*rowSize)]
		if _, err := io.ReadFull(in, row); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "INSERT INTO blob_rows VALUES ($1, $2, $3)", sha, n, row); err != nil {
			return err
		}
	}
	return nil
}

// Put implements blob.Store.
func (s *Store) Put(data []byte) (string, error) {
	sha := blob.Hash(data)
	if has, err := s.Has(sha); has || err != nil {
		return sha, err
	}
	whole := []blob.Piece{{Offset: 0, Length: int64(len(data))}}
	return sha, s.transaction(func(ctx context.Context, tx pgx.Tx) error {
		return keep(ctx, tx, sha, blob.NewReader(whole, func(blob.Piece) ([]byte, error) { return data, nil }))
	})
}

// Drop implements blob.Store.
func (s *Store) Drop(sha256 string) error {
	_, err := s.exec("DELETE FROM blob_contents WHERE sha = $1", sha256)
	return err
}

// Has implements blob.Store.
func (s *Store) Has(sha256 string) (has bool, err error) {
	err = s.row(&has, "SELECT EXISTS (SELECT FROM blob_contents WHERE sha = $1)", sha256)
	return has, err
}

// Get implements blob.Store.
func (s *Store) Get(sha256 string) (io.ReadSeekCloser, error) {
	var size int64
	if err := s.row(&size, "SELECT size FROM blob_contents WHERE sha = $1", sha256); err != nil {
		return nil, err
	}
	var pieces []blob.Piece
	for at := int64(0); at < size; at += rowSize {
		pieces = append(pieces, blob.Piece{Offset: at, Length: min(rowSize, size-at)})
	}
	return blob.NewReader(pieces, func(p blob.Piece) ([]byte, error) {
		return s.bytes("SELECT data FROM blob_rows WHERE sha = $1 AND n = $2", sha256, p.Offset/rowSize)
	}), nil
}

// All implements blob.Store.
func (s *Store) All(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for last := ""; ; {
			rows, _ := s.pool.Query(ctx, "SELECT sha FROM blob_contents WHERE sha > $1 ORDER BY sha LIMIT 1000", last)
			list, err := pgx.CollectRows(rows, pgx.RowTo[string])
			if err != nil {
				yield("", err)
				return
			}
			for _, sha := range list {
				if !yield(sha, ctx.Err()) {
					return
				}
				last = sha
			}
			if len(list) == 0 {
				return
			}
		}
	}
}
