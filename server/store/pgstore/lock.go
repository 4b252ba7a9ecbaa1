package pgstore

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"webim.js/server/store"
)

const (
	// lockQuery bounds a query for an advisory lock. The query does not block.
	lockQuery = 5 * time.Second

	// retryLock is the longest pause between two attempts to acquire a lock that
	// another process holds.
	retryLock = 100 * time.Millisecond
)

// locker holds this process' advisory locks. All of them use one connection, so
// holders and waiters do not exhaust the pool; within the process, names provides
// mutual exclusion. If the connection breaks, all locks are lost. Data stays
// consistent, as work under such a lock is recorded by updates.
type locker struct {
	names store.Locks

	mu   sync.Mutex // held during queries
	conn *pgx.Conn
}

// Lock implements store.Store.
func (s *Store) Lock(ctx context.Context, name string) (release func(), err error) {
	unlock, err := s.locks.names.Acquire(ctx, name)
	if err != nil {
		return nil, err
	}
	// Prefix the schema, as advisory locks are shared by the whole database.
	conn, err := s.lockForAll(ctx, s.channel+"\n"+name)
	if err != nil {
		unlock()
		return nil, fmt.Errorf("pgstore: lock: %w", err)
	}
	return func() {
		defer unlock()
		s.unlock(conn, s.channel+"\n"+name)
	}, nil
}

// lockForAll acquires a lock that excludes other processes, and returns the
// connection that it belongs to.
func (s *Store) lockForAll(ctx context.Context, name string) (*pgx.Conn, error) {
	pause := time.Millisecond
	for deadline := time.Now().Add(retryTimeout); ; {
		conn, ok, err := s.tryAdvisoryLock(ctx, name)
		switch {
		case ok:
			return conn, nil
		case err == nil: // held by another process
			deadline = time.Now().Add(retryTimeout)
			pause = min(2*pause, retryLock)
		case !isTransient(err) || time.Now().After(deadline) || ctx.Err() != nil || s.isClosing():
			return nil, err
		default:
			pause = retryPause
		}
		select {
		case <-time.After(pause/2 + rand.N(pause)):
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-s.closing:
			return nil, store.ErrClosed
		}
	}
}

func (s *Store) tryAdvisoryLock(ctx context.Context, name string) (conn *pgx.Conn, ok bool, err error) {
	s.locks.mu.Lock()
	defer s.locks.mu.Unlock()
	// A cancelled query would close the connection, and with it all locks.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lockQuery)
	defer cancel()
	if s.locks.conn == nil || s.locks.conn.IsClosed() {
		if s.locks.conn, err = s.connect(ctx); err != nil {
			return nil, false, err
		}
	}
	conn = s.locks.conn
	err = conn.QueryRow(ctx, "SELECT pg_try_advisory_lock(hashtextextended($1, 0))", name).Scan(&ok)
	if err != nil {
		_ = conn.Close(ctx) // the state of the lock is unknown
	}
	return conn, ok, err
}

// unlock releases a lock, unless its connection was lost.
func (s *Store) unlock(conn *pgx.Conn, name string) {
	s.locks.mu.Lock()
	defer s.locks.mu.Unlock()
	if conn.IsClosed() {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), lockQuery)
	defer cancel()
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_unlock(hashtextextended($1, 0))", name); err != nil {
		_ = conn.Close(ctx) // also releases the lock
	}
}

// close releases all locks.
func (l *locker) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.conn != nil {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_ = l.conn.Close(ctx)
	}
}
