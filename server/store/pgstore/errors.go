package pgstore

import (
	"context"
	"errors"
	"io"
	"net"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

const (
	// patience is for how long work waits that a database cannot do which is
	// away: long enough for its restart, short enough for who waits.
	patience = 15 * time.Second

	// longPatience is for a commit of which nobody knows what became of it.
	longPatience = 2 * time.Minute

	// lockTime bounds one try, the wait for the turn included.
	lockTime = 15 * time.Second

	retryPause = 50 * time.Millisecond
)

// passing tells whether an error speaks of the connection or the moment, not
// of what was asked.
func passing(err error) bool {
	if errors.Is(err, errBehind) {
		return true
	}
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		switch refused.Code[:2] {
		case "08", "40", "53", "57", "55": // connection, rolled back, no room, operator, in use
			return true
		}
		// The lock was held in silence for too long: this process was asleep.
		return refused.Code == "25P03"
	}
	var network net.Error
	var connecting *pgconn.ConnectError
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		errors.Is(err, context.DeadlineExceeded) || errors.As(err, &network) || errors.As(err, &connecting) ||
		pgconn.SafeToRetry(err) || pgconn.Timeout(err)
}
