package pgstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// slots is how many partitions the log has. One is written, one is about to
// be, so the others hold what is kept.
const slots = 6

// rotate has the log written to the next partition now and then, and empties
// that before. Every process tries; the first one does it.
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
		if err := s.turnSlot(ctx, every); err != nil && s.ending.Err() == nil {
			s.log.Warn("store: log rotation failed", "error", err)
		}
		cancel()
	}
}

func (s *Store) turnSlot(ctx context.Context, every time.Duration) error {
	// Most of the time there is nothing to do, and no need for the lock.
	const due = `SELECT slot, slot_since < clock_timestamp() - make_interval(secs => $1) FROM head`
	var slot int
	var isDue bool
	if err := s.pool.QueryRow(ctx, due, every.Seconds()).Scan(&slot, &isDue); err != nil || !isDue {
		return err
	}
	// A table in use for long, by pg_dump for one, is left for later before the
	// head is locked: all writers would wait.
	if err := s.tryLock(ctx, fmt.Sprintf("log_%d", (slot+1)%slots)); err != nil {
		return err
	}
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "SET LOCAL lock_timeout = '20ms'; SET LOCAL idle_in_transaction_session_timeout = '2s'"); err != nil {
			return err
		}
		// Readers of the log are waited for while the head is locked: briefly.
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

// errLogInUse: a partition of the log is read by a long transaction.
var errLogInUse = errors.New("pgstore: log locked by another session (a backup?)")

// lockTries bounds the tries for a table that is read for moments.
const lockTries = 10

// tryLock reports whether a table can be locked without waiting, which would
// hold up whoever wants to read it next. It keeps no lock.
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
