package pgstore

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Lock implements store.Store by an advisory lock. It belongs to a connection,
// which is this lock's alone until it is let go; one that breaks lets it go,
// too, which costs its holder the exclusion, not the data: what is done under
// such a lock is recorded by updates.
func (s *Store) Lock(ctx context.Context, name string) (release func(), err error) {
	conn, err := s.lockOn(ctx, name)
	for deadline := time.Now().Add(patience); err != nil; {
		if !passing(err) || time.Now().After(deadline) || ctx.Err() != nil || s.isClosing() {
			return nil, fmt.Errorf("pgstore: lock: %w", err)
		}
		select { // nobody has it: the next try is as good as the first
		case <-time.After(retryPause):
		case <-ctx.Done():
		}
		conn, err = s.lockOn(ctx, name)
	}
	return func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if _, err := conn.Exec(ctx, "SELECT pg_advisory_unlock_all()"); err != nil {
			_ = conn.Conn().Close(ctx) // so does its end
		}
		conn.Release()
	}, nil
}

func (s *Store) lockOn(ctx context.Context, name string) (*pgxpool.Conn, error) {
	conn, err := s.locks.Acquire(ctx)
	if err != nil {
		return nil, err
	}
	// Names of other schemas are other names.
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock(hashtextextended($1, 0))", s.channel+"\n"+name); err != nil {
		_ = conn.Conn().Close(ctx) // whatever became of the lock
		conn.Release()
		return nil, err
	}
	return conn, nil
}
