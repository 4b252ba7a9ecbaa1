package pgstore

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"
)

// raisedBy is more than any database gives out while a standby falls behind: at
// 7,000 updates a second with ten stamps each, in eleven days. Stamps last for a
// hundred thousand times.
const raisedBy = 1 << 36

// Raise is for a database that goes on without what was committed last: on a
// standby that was behind and has been promoted, or from a backup. Stamps and
// the log's numbers go on far above all that may have been given out, so none
// comes twice and no client is ahead. The log says that it has nothing from
// before, which has every process that is connected forget what it knows. It
// returns the last number and the last stamp that count as given out.
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
		number, stamp = number+raisedBy, stamp+raisedBy
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
