package pgstore_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/store"
	"webim.js/server/store/pgstore"
	"webim.js/server/store/pgstore/pgtest"
	"webim.js/test/postgres/pgproxy"
)

// waitLimit bounds waits for expected events.
const waitLimit = 60 * time.Second

// node is a process of a shared store: it writes entries with increasing stamps and
// receives the notes of all nodes.
type node struct {
	store store.Store

	mu       sync.Mutex
	received []uint64
	missed   []uint64 // stamps passed to Missed
	news     chan struct{}
}

var entries = store.Topic[uint64]{Name: "entry"}

func newNode(t *testing.T, s store.Store) *node {
	n := &node{store: s, news: make(chan struct{})}
	signal := func() {
		close(n.news)
		n.news = make(chan struct{})
	}
	entries.Follow(s, func(stamp uint64) {
		n.mu.Lock()
		defer n.mu.Unlock()
		n.received = append(n.received, stamp)
		signal()
	}, func(stamp uint64) {
		n.mu.Lock()
		defer n.mu.Unlock()
		n.missed = append(n.missed, stamp)
		signal()
	})
	t.Cleanup(func() { s.Close() })
	return n
}

func open(t *testing.T, url string, c pgstore.Config) store.Store {
	t.Helper()
	s, err := pgstore.Open(t.Context(), url, c)
	require.NoError(t, err)
	return s
}

// write adds an entry and returns its stamp.
func (n *node) write(key string) (stamp uint64, err error) {
	err = n.store.Update(context.Background(), func(tx store.Tx) error {
		stamp = tx.Stamp()
		store.Save(tx, "entries", store.Key(key), stamp)
		entries.Announce(tx, stamp)
		return nil
	})
	return stamp, err
}

// await waits until a condition on the notes received by the node holds.
func (n *node) await(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.After(waitLimit); ; {
		n.mu.Lock()
		done, news := ok(), n.news
		n.mu.Unlock()
		if done {
			return
		}
		select {
		case <-news:
		case <-deadline:
			require.Fail(t, "timed out", "%s", what)
		}
	}
}

// checkStored compares the store with all nodes: every acknowledged entry is stored, and
// every node has received each note once and in order.
func checkStored(t *testing.T, acknowledged map[string]uint64, nodes ...*node) {
	t.Helper()
	stored := map[string]uint64{}
	require.NoError(t, nodes[0].store.View(t.Context(), func(r store.Reader) error {
		clear(stored)
		for k, v := range r.Scan("entries", store.Range{}) {
			key, _, _ := store.CutString(k)
			stored[key] = store.Decode[uint64](r, v)
		}
		return nil
	}))
	assert.Equal(t, acknowledged, stored, "only acknowledged entries may be stored")
	for i, n := range nodes {
		n.await(t, fmt.Sprintf("node %d has all of %d entries", i, len(stored)), func() bool { return len(n.received) >= len(stored) })
		assert.Len(t, n.received, len(stored), "no entry may be received twice")
		assert.IsIncreasing(t, n.received, "entries must be received in order")
	}
}

// writeConcurrently makes nodes write at least some entries each, and until during
// returns. It returns the acknowledged entries. A refused write fails the test.
func writeConcurrently(t *testing.T, nodes []*node, during func()) (acknowledged map[string]uint64) {
	t.Helper()
	acknowledged = map[string]uint64{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	var over atomic.Bool
	for i, n := range nodes {
		for w := range 4 {
			wg.Go(func() {
				for k := 0; k < 25 || !over.Load(); k++ {
					key := fmt.Sprint(i, " ", w, " ", k)
					stamp, err := n.write(key)
					if !assert.NoError(t, err) {
						return
					}
					mu.Lock()
					acknowledged[key] = stamp
					mu.Unlock()
				}
			})
		}
	}
	during()
	over.Store(true)
	wg.Wait()
	return acknowledged
}

// newNodeThroughProxy opens a node behind a proxy.
func newNodeThroughProxy(t *testing.T, at string) (*node, *pgproxy.Proxy) {
	t.Helper()
	proxy, err := pgproxy.Start(pgtest.Server(t).Socket())
	require.NoError(t, err)
	t.Cleanup(proxy.Close)
	return newNode(t, open(t, proxyURL(t, proxy, at), pgstore.Config{})), proxy
}

func proxyURL(t *testing.T, proxy *pgproxy.Proxy, at string) string {
	t.Helper()
	u, err := url.Parse(at)
	require.NoError(t, err)
	return pgtest.Server(t).URLThrough(proxy.Addr(), u.Query().Get("search_path"))
}

func TestLostNotificationsLoseNothing(t *testing.T) {
	t.Parallel()
	at := pgtest.Schema(t)
	var nodes []*node
	var failed []*atomic.Int64
	for range 3 {
		proxy, err := pgproxy.Start(pgtest.Server(t).Socket())
		require.NoError(t, err)
		t.Cleanup(proxy.Close)
		failed = append(failed, proxy.FailNotifications(0.3, 0.3))
		nodes = append(nodes, newNode(t, open(t, proxyURL(t, proxy, at), pgstore.Config{})))
	}
	checkStored(t, writeConcurrently(t, nodes, func() {}), nodes...)
	for _, n := range failed {
		assert.NotZero(t, n.Load())
	}
}

// If a connection breaks around a COMMIT, its outcome is unknown at first. It must
// then be found in the log, or the batch retried.
func TestCommitsSurviveCutConnections(t *testing.T) {
	t.Parallel()
	at := pgtest.Schema(t)
	cut, proxy := newNodeThroughProxy(t, at)
	other := newNode(t, open(t, at, pgstore.Config{}))
	acknowledged := map[string]uint64{}
	for i := range 10 {
		happened := proxy.CutCommit(i%2 == 0)
		key := fmt.Sprint("cut ", i)
		stamp, err := cut.write(key)
		require.NoError(t, err)
		acknowledged[key] = stamp
		select {
		case <-happened:
		case <-time.After(waitLimit):
			require.Fail(t, "at least one connection must be cut")
		}
	}
	checkStored(t, acknowledged, cut, other)
}

// Other nodes continue after a short time if the holder of the lock is suspended.
func TestSuspendedLockHolderLosesLock(t *testing.T) {
	t.Parallel()
	at := pgtest.Schema(t)
	frozen, proxy := newNodeThroughProxy(t, at)
	other := newNode(t, open(t, at, pgstore.Config{}))
	acknowledged := map[string]uint64{}
	// Freeze the connection during a read under the lock.
	var thaw func()
	began, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		runs := 0
		var stamp uint64
		err := frozen.store.Update(context.Background(), func(tx store.Tx) error {
			if runs++; runs == 2 { // the first run reads ahead
				thaw = proxy.Freeze()
				close(began)
			}
			stamp = tx.Stamp()
			store.Save(tx, "entries", store.Key("frozen"), stamp)
			entries.Announce(tx, stamp)
			return nil
		})
		assert.NoError(t, err)
		acknowledged["frozen"] = stamp
	}()
	<-began
	start := time.Now()
	stamp, err := other.write("other")
	require.NoError(t, err)
	t.Logf("the other nodes continued after %v", time.Since(start).Round(time.Millisecond))
	thaw()
	<-ended
	acknowledged["other"] = stamp
	checkStored(t, acknowledged, frozen, other)
}

// After a crash and restart of PostgreSQL no acknowledged write is lost, and all
// waiting callers get a result.
func TestPostgresRestartLosesNothing(t *testing.T) {
	t.Parallel()
	pg := pgtest.Start(t, true) // durable, since the test is about durability
	var nodes []*node
	for range 2 {
		nodes = append(nodes, newNode(t, open(t, pg.URL(""), pgstore.Config{Log: slog.New(slog.DiscardHandler)})))
	}
	acknowledged := writeConcurrently(t, nodes, func() {
		nodes[0].await(t, "some entries", func() bool { return len(nodes[0].received) > 20 })
		pg.Stop()
		require.NoError(t, pg.Run())
	})
	checkStored(t, acknowledged, nodes...)
}

// A node that is suspended for longer than the log's retention is notified and
// receives all later notes.
func TestNodeBehindRetentionDropsCache(t *testing.T) {
	t.Parallel()
	at := pgtest.Schema(t)
	suspended, proxy := newNodeThroughProxy(t, at)
	other := newNode(t, open(t, at, pgstore.Config{Retention: 200 * time.Millisecond}))
	_, err := suspended.write("before")
	require.NoError(t, err)
	thaw := proxy.Freeze()
	proxy.CutAll()
	lost := 0
	for floor := uint64(0); floor < 20; lost++ {
		_, err := other.write(fmt.Sprint("lost ", lost))
		require.NoError(t, err)
		floor = pgtest.Number(t, at, "SELECT floor FROM head")
	}
	thaw()
	suspended.await(t, "Missed must be called", func() bool { return len(suspended.missed) > 0 })
	var stamp uint64
	require.Eventually(t, func() bool { // the node replaces its connections one by one
		stamp, err = suspended.write("after")
		return err == nil
	}, waitLimit, 10*time.Millisecond)
	suspended.await(t, "later notes", func() bool {
		return len(suspended.received) > 0 && suspended.received[len(suspended.received)-1] == stamp
	})
	assert.IsIncreasing(t, suspended.received)
	assert.Less(t, len(suspended.received), lost)
	var n uint64
	require.NoError(t, suspended.store.Update(t.Context(), func(tx store.Tx) error {
		n, _ = store.Load[uint64](tx, "entries", store.Key("lost 0"))
		return nil
	}))
	assert.NotZero(t, n, "the cache must be dropped")
}

// Upgrade and downgrade: both versions work on the database at the same time.
func TestAdjacentVersionsShareDatabase(t *testing.T) {
	t.Parallel()
	at := pgtest.Schema(t)
	older := newNode(t, open(t, at, pgstore.Config{}))
	require.NoError(t, pgstore.MigrateToNext(t.Context(), at))
	newer := newNode(t, open(t, at, pgstore.Config{}))
	checkStored(t, writeConcurrently(t, []*node{older, newer}, func() {}), older, newer)
	pgtest.Exec(t, at, "UPDATE head SET compatible = 1000")
	_, err := pgstore.Open(t.Context(), at, pgstore.Config{})
	assert.ErrorContains(t, err, "newer than supported version")
	pgtest.Exec(t, at, "UPDATE head SET compatible = 1; DELETE FROM goose_db_version WHERE version_id > 1; ALTER TABLE head DROP COLUMN next")
}
