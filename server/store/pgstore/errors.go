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
	// retryTimeout bounds retries while the database is unreachable: longer than
	// its restart takes, short enough for callers that wait.
	retryTimeout = 15 * time.Second

	// outcomeTimeout bounds the search for the outcome of a commit whose connection
	// broke.
	outcomeTimeout = 2 * time.Minute

	// lockTime bounds one attempt to lock, waiting included.
	lockTime = 15 * time.Second

	retryPause = 50 * time.Millisecond
)

// isTransient reports whether an error is caused by the connection or the
// current state of the database, not by the request.
func isTransient(err error) bool {
	if errors.Is(err, errBehind) {
		return true
	}
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		switch refused.Code[:2] {
		case "08", "40", "53", "57", "55": // connection, rollback, resources, operator intervention, object in use
			return true
		}
		// The lock was idle for too long: this process was suspended.
		return refused.Code == "25P03"
	}
	var network net.Error
	var connecting *pgconn.ConnectError
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		errors.Is(err, context.DeadlineExceeded) || errors.As(err, &network) || errors.As(err, &connecting) ||
		pgconn.SafeToRetry(err) || pgconn.Timeout(err)
}
