// Package pgstore implements the server's store on PostgreSQL, for any number of
// server processes.
//
// All transactions lock one row (head), which numbers the batches of all processes
// without gaps and allocates stamps. This order provides the store's guarantee that
// a client which has seen a stamp has seen everything before it. Its cost is that
// only one process commits at a time. The lock is held for two round trips per
// batch, regardless of the number of updates in the batch:
//
//  1. The functions of a batch first run concurrently to determine their
//     reads, which are fetched in as few round trips as possible (ahead.go). A
//     cache that follows the log already holds most of them (cache.go).
//  2. The row is locked and the log is read. Changes that other processes have
//     committed meanwhile overlay the values read (lock in run.go).
//  3. The functions run again, one after the other, in memory.
//  4. Their changes, the batch's log row and the new head are written and
//     committed.
//
// Every process follows the log (follow.go): it applies the changes of each batch
// to its cache and delivers the notes in the order of the batches. NOTIFY only
// signals that the log has new rows.
//
// A process that is suspended while it holds the lock loses its connection after
// two seconds. A process that falls behind by more than the log's retention drops
// its cache and notifies its followers (Follower.Missed). A process that finds that
// the database lacks committed batches becomes read-only until Raise is run or the
// process connects to another database (raise.go).
package pgstore

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"webim.js/server/archive"
	"webim.js/server/store"
)

// Config configures Open. The zero value is valid.
type Config struct {
	Log     *slog.Logger      // nil means none
	Observe func(store.Flush) // called with every batch by one goroutine; must not block

	// MustExist makes Open fail if the database has no schema, instead of creating
	// it.
	MustExist bool

	CacheBytes int           // 0 means 64 MiB
	Retention  time.Duration // approximate retention of the log; 0 means ten minutes
}

// Store implements store.Store.
type Store struct {
	config  *pgxpool.Config
	pool    *pgxpool.Pool
	locks   locker
	writer  *pgx.Conn // owned by the write goroutine
	channel string    // NOTIFY channel
	log     *slog.Logger
	observe func(store.Flush)
	metrics *metrics

	follow *follower
	wake   chan struct{} // buffered (1); signals new rows in the log
	seen   atomic.Uint64 // the highest batch number known to exist

	snapshots  snapshots
	readRounds atomic.Int64

	queue       *store.FairQueue[*update]
	batches     chan preparedBatch
	prepareNext chan struct{} // buffered (1); allows the next batch to be prepared
	signaled    bool          // owned by the write goroutine: prepareNext was signaled for this batch
	closing     chan struct{}
	done        chan struct{} // closed when the last batch was committed
	once        sync.Once

	ending  context.Context // ends the background goroutines
	end     context.CancelFunc
	running sync.WaitGroup
}

var errNoSchema = errors.New("pgstore: no such database: webim-server schema missing (serve creates it)")

// Open connects to a database and migrates its schema.
func Open(ctx context.Context, url string, c Config) (*Store, error) {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Observe == nil {
		c.Observe = func(store.Flush) {}
	}
	if c.CacheBytes == 0 {
		c.CacheBytes = 64 << 20
	}
	if c.Retention == 0 {
		c.Retention = 10 * time.Minute
	}
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("pgstore: parse URL: %w", err)
	}
	config.AfterConnect = settings
	s := &Store{
		config: config, log: c.Log, observe: c.Observe, metrics: newMetrics(),
		wake:    make(chan struct{}, 1),
		queue:   store.NewFairQueue[*update](),
		batches: make(chan preparedBatch),

		prepareNext: make(chan struct{}, 1),
		closing:     make(chan struct{}),
		done:        make(chan struct{}),
	}
	s.ending, s.end = context.WithCancel(context.Background())
	if err := s.open(ctx, c); err != nil {
		s.end()
		s.disconnect()
		return nil, err
	}
	go s.gather()
	go s.write()
	go s.follow.deliver()
	s.running.Go(s.watch)
	s.running.Go(func() { s.rotate(c.Retention) })
	s.running.Go(s.listen)
	return s, nil
}

func (s *Store) open(ctx context.Context, c Config) error {
	first, err := s.connect(ctx)
	if err != nil {
		return fmt.Errorf("pgstore: connect: %w", err)
	}
	defer first.Close(ctx)
	if c.MustExist {
		exists := false
		if err := first.QueryRow(ctx, "SELECT to_regclass('kv') IS NOT NULL").Scan(&exists); err != nil {
			return fmt.Errorf("pgstore: look up schema: %w", err)
		}
		if !exists {
			return errNoSchema
		}
	}
	if err := migrate(ctx, first); err != nil {
		return err
	}
	if err := first.QueryRow(ctx, "SELECT 'webim_' || current_schema()").Scan(&s.channel); err != nil {
		return fmt.Errorf("pgstore: read schema name: %w", err)
	}
	// Read the position before following the log, so that no batch is missed.
	var h head
	if err := first.QueryRow(ctx, queryHead).Scan(&h.number, &h.stamp, &h.floor); err != nil {
		return fmt.Errorf("pgstore: read head: %w", err)
	}
	s.follow = newFollower(h.number, h.stamp, c.CacheBytes, s.log)
	if s.pool, err = pgxpool.NewWithConfig(ctx, s.config); err != nil {
		return fmt.Errorf("pgstore: open pool: %w", err)
	}
	return nil
}

// settings applies to every connection. It restricts the planner to index lookups,
// which are the best plan for all queries of this package.
func settings(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.Exec(ctx, `SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;
		SET enable_bitmapscan = off; SET jit = off`)
	return err
}

// connect opens a connection outside the pool.
func (s *Store) connect(ctx context.Context) (*pgx.Conn, error) {
	conn, err := pgx.ConnectConfig(ctx, s.config.ConnConfig.Copy())
	if err != nil {
		return nil, err
	}
	if err := settings(ctx, conn); err != nil {
		conn.Close(ctx)
		return nil, err
	}
	return conn, nil
}

// connectWriter opens the connection for commits. If this process is suspended or
// cut off while it holds the lock, PostgreSQL closes the connection after two
// seconds, so that other processes can continue.
func (s *Store) connectWriter(ctx context.Context) (*pgx.Conn, error) {
	conn, err := s.connect(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := conn.Exec(ctx, `SET idle_in_transaction_session_timeout = '2s'; SET tcp_user_timeout = '3s'`); err != nil {
		conn.Close(ctx)
		return nil, err
	}
	return conn, nil
}

func (s *Store) isClosing() bool {
	select {
	case <-s.closing:
		return true
	default:
		return false
	}
}

// Update implements store.Store. If ctx ends after the update has started, Update
// still returns its actual result, because the change cannot be cancelled.
func (s *Store) Update(ctx context.Context, fn func(store.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.isClosing() {
		return store.ErrClosed
	}
	u := &update{fn: fn, result: make(chan error, 1)}
	s.queue.Push(ctx, u)
	return u.Await(ctx, u.result, s.done)
}

// Backup implements store.Store. It writes an archive, which archive.Import reads.
// Large sites should prefer pg_dump or PostgreSQL's continuous archiving.
func (s *Store) Backup(ctx context.Context, w io.Writer) (int64, error) {
	if s.isClosing() {
		return 0, store.ErrClosed
	}
	out := &countingWriter{ctx: ctx, w: w}
	_, err := archive.Export(ctx, s, out)
	if err == nil {
		err = ctx.Err()
	}
	return out.n, err
}

// countingWriter counts bytes and stops a backup when its context ends.
type countingWriter struct {
	ctx context.Context
	w   io.Writer
	n   int64
}

func (c *countingWriter) Write(p []byte) (n int, err error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err = c.w.Write(p)
	c.n += int64(n)
	return n, err
}

// Waiting returns the number of updates waiting for the next batch.
func (s *Store) Waiting() int { return s.queue.Len() }

// Size returns the size of the tables in bytes, or 0 if the query fails.
func (s *Store) Size() (n int64) {
	ctx, cancel := context.WithTimeout(s.ending, 5*time.Second)
	defer cancel()
	_ = s.pool.QueryRow(ctx, `SELECT pg_total_relation_size('kv') +
		(SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent = 'log'::regclass)`).Scan(&n)
	return n
}

// Close implements store.Store.
func (s *Store) Close() error {
	s.once.Do(func() {
		close(s.closing)
		<-s.done
		s.follow.close()
		s.end()
		s.running.Wait()
		s.disconnect()
	})
	<-s.done
	return nil
}

func (s *Store) disconnect() {
	if s.pool != nil {
		s.pool.Close()
	}
	s.locks.close()
}
