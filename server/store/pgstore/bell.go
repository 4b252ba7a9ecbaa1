package pgstore

import (
	"context"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
)

// Bell tells other processes that there is something new in the log. It may
// lose, delay and repeat what it is told: the log has it all, and processes
// look there now and then without being called.
type Bell interface {
	// Ring says that a batch is there. It must not block.
	Ring(number uint64)

	// Listen has fn called, from any goroutine, when somebody else rings.
	Listen(fn func(number uint64)) (stop func(), err error)
}

// ring is called when another process has written a batch.
func (s *Store) ring(number uint64) {
	if number <= s.follow.position() {
		return
	}
	s.seen.Store(max(s.seen.Load(), number))
	select {
	case s.rung <- struct{}{}:
	default: // it will be found by the look that is due already
	}
}

// retryListen is the pause before a lost connection is made again.
const retryListen = 500 * time.Millisecond

// listen is the bell that comes with PostgreSQL: the rows' own transactions
// ring it (NOTIFY). It needs a connection that stays the same, so not one by
// way of a pooler that shares them by transaction.
func (s *Store) listen() {
	for s.ending.Err() == nil {
		if err := s.listenOnce(); err != nil && s.ending.Err() == nil {
			s.log.Warn("store: nobody can ring; the log is looked into now and then", "error", err)
		}
		select {
		case <-s.ending.Done():
		case <-time.After(retryListen):
		}
	}
}

func (s *Store) listenOnce() error {
	conn, err := s.connect(s.ending)
	if err != nil {
		return err
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_ = conn.Close(ctx) // whatever is left of it
	}()
	if _, err := conn.Exec(s.ending, "LISTEN "+pgx.Identifier{s.channel}.Sanitize()); err != nil {
		return err
	}
	for {
		n, err := conn.WaitForNotification(s.ending)
		if err != nil {
			return err
		}
		if number, err := strconv.ParseUint(n.Payload, 10, 64); err == nil {
			s.ring(number)
		}
	}
}
