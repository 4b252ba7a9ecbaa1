// Package pgstore keeps the server's data in PostgreSQL, for any number of
// server processes at once.
//
// All changes pass through one row that transactions lock (head): it numbers
// the batches of all processes without gaps and gives out the stamps. What the
// store promises, that whoever has seen a stamp has seen everything before it,
// hangs on that order, so it is worth its price, which is that one lock is
// held at a time. The price is kept low by holding it for two round trips a
// batch, however many updates share it:
//
//  1. The functions of a batch first run side by side to find out what they
//     read, and that is fetched at once (ahead.go). A cache that follows the
//     log knows most of it already (cache.go).
//  2. The row is locked, and the log is read: what other processes have
//     changed meanwhile lies over what was read (lock in commit.go).
//  3. The functions run again, one after the other, in memory.
//  4. Their changes, the batch's row of the log and the new head are written
//     and committed.
//
// Every process follows the log (follow.go): it applies each batch's changes
// to its cache and has the notes heard, in the order of the numbers. NOTIFY
// only says that there is news.
//
// A process that is frozen while it holds the lock loses its connection after
// two seconds. One that is away for longer than the log is kept forgets what
// it knows, and who follows is told (Follower.Missed). One that finds that the
// database has gone back writes nothing any more, until Raise or another address
// settles it (raise.go).
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

// Config is what Open needs beside an address.
type Config struct {
	Log     *slog.Logger      // nil: none
	Observe func(store.Flush) // is told of every batch, by one goroutine; must not block

	// MustExist refuses a database in which no server has begun, instead of making
	// its tables.
	MustExist bool

	CacheBytes int           // 0: 64 MiB
	Retention  time.Duration // how long the log is kept, about; 0: ten minutes
}

// Store implements store.Store.
type Store struct {
	config  *pgxpool.Config
	pool    *pgxpool.Pool
	locks   locker
	writer  *pgx.Conn // the write goroutine's
	channel string    // of NOTIFY
	log     *slog.Logger
	observe func(store.Flush)
	metrics *metrics

	follow *follower
	wake   chan struct{} // has room for one: there is news in the log
	seen   atomic.Uint64 // the highest number that was heard of

	snapshots  snapshots
	readRounds atomic.Int64

	turns       *store.Turns[*update]
	batches     chan prepared
	prepareNext chan struct{} // has room for one: the next batch may be made
	signaled    bool          // the write goroutine's: it has said so already
	closing     chan struct{}
	done        chan struct{} // closed when the last batch was committed
	once        sync.Once

	ending  context.Context // ends what goes on beside the updates
	end     context.CancelFunc
	running sync.WaitGroup
}

var errNothingThere = errors.New("pgstore: no such database: it has no webim-server schema (serve creates it)")

// Open connects to a database and brings its schema up to date.
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
		return nil, fmt.Errorf("pgstore: %w", err)
	}
	config.AfterConnect = settings
	s := &Store{
		config: config, log: c.Log, observe: c.Observe, metrics: newMetrics(),
		wake:    make(chan struct{}, 1),
		turns:   store.NewTurns[*update](),
		batches: make(chan prepared),

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
	go s.follow.tell()
	s.running.Go(s.watch)
	s.running.Go(func() { s.rotate(c.Retention) })
	s.running.Go(s.listen)
	return s, nil
}

func (s *Store) open(ctx context.Context, c Config) error {
	first, err := s.connect(ctx)
	if err != nil {
		return fmt.Errorf("pgstore: %w", err)
	}
	defer first.Close(ctx)
	if c.MustExist {
		there := false
		if err := first.QueryRow(ctx, "SELECT to_regclass('kv') IS NOT NULL").Scan(&there); err != nil {
			return fmt.Errorf("pgstore: %w", err)
		}
		if !there {
			return errNothingThere
		}
	}
	if err := migrate(ctx, first); err != nil {
		return err
	}
	if err := first.QueryRow(ctx, "SELECT 'webim_' || current_schema()").Scan(&s.channel); err != nil {
		return fmt.Errorf("pgstore: %w", err)
	}
	// From now on everything is heard, so the position is taken first.
	var h head
	if err := first.QueryRow(ctx, queryHead).Scan(&h.number, &h.stamp, &h.floor); err != nil {
		return fmt.Errorf("pgstore: %w", err)
	}
	s.follow = newFollower(h.number, h.stamp, c.CacheBytes, s.log)
	if s.pool, err = pgxpool.NewWithConfig(ctx, s.config); err != nil {
		return fmt.Errorf("pgstore: %w", err)
	}
	return nil
}

// settings are for every connection. The planner is kept to look-ups by key:
// all that is asked here is answered best by them.
func settings(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.Exec(ctx, `SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;
		SET enable_bitmapscan = off; SET jit = off`)
	return err
}

// connect makes a connection outside the pool.
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

// connectWriter makes the connection that takes the lock. A process that holds
// it and says nothing for two seconds is frozen, or cut off: the others go on
// without it.
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

// Update implements store.Store. A caller whose context ends once its update
// has begun still gets the true outcome: the change cannot be recalled.
func (s *Store) Update(ctx context.Context, fn func(store.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.isClosing() {
		return store.ErrClosed
	}
	u := &update{fn: fn, result: make(chan error, 1)}
	s.turns.Push(ctx, u)
	select {
	case err := <-u.result:
		return err
	case <-ctx.Done():
		if u.Leave() {
			return ctx.Err()
		}
	case <-s.done:
	}
	select {
	case err := <-u.result:
		return err
	case <-s.done:
		select {
		case err := <-u.result:
			return err
		default:
			return store.ErrClosed // arrived while the writer was ending
		}
	}
}

// Backup implements store.Store: it writes an archive, which Import of package
// archive reads. pg_dump makes a copy as well; so does PostgreSQL's own backup,
// which a large site will prefer.
func (s *Store) Backup(ctx context.Context, w io.Writer) (int64, error) {
	if s.isClosing() {
		return 0, store.ErrClosed
	}
	out := &counting{ctx: ctx, w: w}
	_, err := archive.Export(ctx, s, out)
	if err == nil {
		err = ctx.Err()
	}
	return out.n, err
}

// counting lets a backup be abandoned between two writes.
type counting struct {
	ctx context.Context
	w   io.Writer
	n   int64
}

func (c *counting) Write(p []byte) (n int, err error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err = c.w.Write(p)
	c.n += int64(n)
	return n, err
}

// Waiting is how many updates wait for the next batch.
func (s *Store) Waiting() int { return s.turns.Len() }

// Size is how much the tables take, in bytes; 0 when that cannot be asked.
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
