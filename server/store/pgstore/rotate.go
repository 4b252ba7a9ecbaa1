package pgstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// slots is the number of partitions of the log. One is being written and one is
// about to be, so the others hold the retained rows.
const slots = 6

// rotate periodically truncates the next partition of the log and switches to it.
// Every process attempts it; the first one succeeds.
func (s *Store) rotate(retention time.Duration) {
	every := retention / (slots - 2)
	timer := time.NewTicker(every / 4)
	defer timer.Stop()
	for {
		select {
		case <-timer.C:
		case <-s.ending.Done():
			return
		}
		ctx, cancel := context.WithTimeout(s.ending, retryTimeout)
		if err := s.rotateOnce(ctx, every); err != nil && s.ending.Err() == nil {
			s.log.Warn("store: log rotation failed", "error", err)
		}
		cancel()
	}
}

func (s *Store) rotateOnce(ctx context.Context, every time.Duration) error {
	// Check without the lock first: usually no rotation is due.
	const due = `SELECT slot, slot_since < clock_timestamp() - make_interval(secs => $1) FROM head`
	var slot int
	var isDue bool
	if err := s.pool.QueryRow(ctx, due, every.Seconds()).Scan(&slot, &isDue); err != nil || !isDue {
		return err
	}
	// If the table is locked for long, by pg_dump for example, give up before
	// locking the head row, which would block all writers.
	if err := s.tryLock(ctx, fmt.Sprintf("log_%d", (slot+1)%slots)); err != nil {
		return err
	}
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "SET LOCAL lock_timeout = '20ms'; SET LOCAL idle_in_transaction_session_timeout = '2s'"); err != nil {
			return err
		}
		// TRUNCATE below waits for readers of the log, up to lock_timeout.
		if err := tx.QueryRow(ctx, due+" FOR UPDATE", every.Seconds()).Scan(&slot, &isDue); err != nil || !isDue {
			return err
		}
		next := (slot + 1) % slots
		var last *int64
		if err := tx.QueryRow(ctx, `SELECT max(number) FROM log WHERE slot = $1`, next).Scan(&last); err != nil {
			return err
		}
		if last != nil {
			if _, err := tx.Exec(ctx, fmt.Sprintf("TRUNCATE log_%d", next)); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, `UPDATE head SET slot = $1, slot_since = clock_timestamp(), floor = greatest(floor, coalesce($2::bigint, 0) + 1)`, next, last)
		return err
	})
}

// errLogInUse reports that a long transaction is reading a partition of the log.
var errLogInUse = errors.New("pgstore: log locked by another session (a backup?)")

// lockTries bounds the attempts to lock a table that is read briefly.
const lockTries = 10

// tryLock reports whether a table can be locked without waiting. Waiting would
// block later readers. The lock is released at once.
func (s *Store) tryLock(ctx context.Context, table string) (err error) {
	for range lockTries {
		err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
			_, err := tx.Exec(ctx, "LOCK TABLE "+pgx.Identifier{table}.Sanitize()+" IN ACCESS EXCLUSIVE MODE NOWAIT")
			return err
		})
		var refused *pgconn.PgError
		if !errors.As(err, &refused) || refused.Code != lockNotAvailable {
			return err
		}
		select {
		case <-time.After(lockPause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return errLogInUse
}

const (
	lockPause        = 10 * time.Millisecond
	lockNotAvailable = "55P03"
)
