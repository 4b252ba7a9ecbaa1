package pgstore

import (
	"context"
	"fmt"
	"time"
)

// Lock implements store.Store by an advisory lock. It belongs to a connection,
// which is this lock's alone until it is let go; one that breaks lets it go,
// too, which costs its holder the exclusion, not the data: what is done under
// such a lock is recorded by updates.
func (s *Store) Lock(ctx context.Context, name string) (release func(), err error) {
	conn, err := s.locks.Acquire(ctx)
	if err != nil {
		return nil, fmt.Errorf("pgstore: lock: %w", err)
	}
	// Names of other schemas are other names.
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock(hashtextextended($1, 0))", s.channel+"\n"+name); err != nil {
		conn.Release()
		return nil, fmt.Errorf("pgstore: lock: %w", err)
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
