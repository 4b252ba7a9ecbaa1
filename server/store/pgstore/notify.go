package pgstore

import (
	"context"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
)

// notified wakes the watcher for a batch of another process. Notifications may
// be lost, late or repeated: the log is also read every pollInterval.
func (s *Store) notified(number uint64) {
	if number <= s.follow.appliedNumber() {
		return
	}
	s.seen.Store(max(s.seen.Load(), number))
	select {
	case s.wake <- struct{}{}:
	default: // the pending read of the log will find it
	}
}

// retryListen is the pause before a lost connection is reopened.
const retryListen = 500 * time.Millisecond

// listen receives the notifications that batches send with their commit
// (NOTIFY) until the store closes. It requires a session-level connection:
// behind a pooler in transaction mode the log is polled only.
func (s *Store) listen() {
	for s.ending.Err() == nil {
		if err := s.listenOnce(); err != nil && s.ending.Err() == nil {
			s.log.Warn("store: LISTEN connection lost, polling the log", "error", err)
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
		_ = conn.Close(ctx) // may be broken
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
			s.notified(number)
		}
	}
}
