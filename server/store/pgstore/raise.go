package pgstore

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"
)

// raiseIncrement exceeds the stamps that a database can allocate while a standby lags:
// eleven days at 7,000 updates per second with ten stamps each. The stamp range
// allows 100,000 such raises.
const raiseIncrement = 1 << 36

// Raise prepares a database that lacks committed batches for further use: a
// promoted standby that lagged behind, or a restored backup. It advances stamps and
// batch numbers far beyond all that may have been allocated, so that none is reused
// and no client is ahead. It also marks the log as truncated, so that connected
// processes drop their caches. It returns the highest batch number and stamp that
// now count as allocated.
func (s *Store) Raise(ctx context.Context) (number, stamp uint64, err error) {
	ctx, cancel := context.WithTimeout(ctx, retryTimeout)
	defer cancel()
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "SET LOCAL idle_in_transaction_session_timeout = '2s'"); err != nil {
			return err
		}
		standby := false
		if err := tx.QueryRow(ctx, "SELECT pg_is_in_recovery()").Scan(&standby); err != nil {
			return err
		}
		if standby {
			return errors.New("database is a standby that has not been promoted")
		}
		var slot int16
		if err := tx.QueryRow(ctx, lockHead).Scan(&number, &stamp, new(uint64), &slot); err != nil {
			return err
		}
		number, stamp = number+raiseIncrement, stamp+raiseIncrement
		if stamp >= 1<<53 {
			return errors.New("stamp overflow")
		}
		if _, err := tx.Exec(ctx, "UPDATE head SET number = $1, stamp = $2, floor = $1::bigint + 1", int64(number), int64(stamp)); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, notify, s.channel, strconv.FormatUint(number, 10))
		return err
	})
	if err != nil {
		return 0, 0, fmt.Errorf("pgstore: raise: %w", err)
	}
	return number, stamp, nil
}
