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

// waitLimit bounds the wait for what has to come.
const waitLimit = 60 * time.Second

// node is a process on a shared store, as far as this package is concerned: it
// writes entries with rising stamps and hears what all nodes have written.
type node struct {
	store store.Store

	mu     sync.Mutex
	heard  []uint64
	missed []uint64 // stamps up to which it may have heard nothing
	news   chan struct{}
}

var entries = store.Topic[uint64]{Name: "entry"}

func join(t *testing.T, s store.Store) *node {
	n := &node{store: s, news: make(chan struct{})}
	signal := func() {
		close(n.news)
		n.news = make(chan struct{})
	}
	entries.Follow(s, func(stamp uint64) {
		n.mu.Lock()
		defer n.mu.Unlock()
		n.heard = append(n.heard, stamp)
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

// write adds an entry and tells how it went.
func (n *node) write(key string) (stamp uint64, err error) {
	err = n.store.Update(context.Background(), func(tx store.Tx) error {
		stamp = tx.Stamp()
		store.Save(tx, "entries", store.Key(key), stamp)
		entries.Announce(tx, stamp)
		return nil
	})
	return stamp, err
}

// await waits until a condition holds of what a node has heard.
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
			require.Fail(t, "waited too long", "%s", what)
		}
	}
}

// account holds all nodes to what the store has: everything acknowledged is
// there, and everybody has heard everything once and in order.
func account(t *testing.T, acknowledged map[string]uint64, nodes ...*node) {
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
	assert.Equal(t, acknowledged, stored, "what is acknowledged is stored, and what was refused is not")
	for i, n := range nodes {
		n.await(t, fmt.Sprintf("node %d has all of %d entries", i, len(stored)), func() bool { return len(n.heard) >= len(stored) })
		assert.Len(t, n.heard, len(stored), "nothing twice")
		assert.IsIncreasing(t, n.heard, "in order")
	}
}

// crowd has nodes write for as long as during runs, and at least some entries
// each; it returns what was acknowledged. Refusals end the test.
func crowd(t *testing.T, nodes []*node, during func()) (acknowledged map[string]uint64) {
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

// through opens a node by way of a proxy.
func through(t *testing.T, at string) (*node, *pgproxy.Proxy) {
	t.Helper()
	proxy, err := pgproxy.Start(pgtest.Server(t).Socket())
	require.NoError(t, err)
	t.Cleanup(proxy.Close)
	return join(t, open(t, addressThrough(t, proxy, at), pgstore.Config{})), proxy
}

func addressThrough(t *testing.T, proxy *pgproxy.Proxy, at string) string {
	t.Helper()
	u, err := url.Parse(at)
	require.NoError(t, err)
	return pgtest.Server(t).URLThrough(proxy.Addr(), u.Query().Get("search_path"))
}

func TestNotificationsLostAndLate(t *testing.T) {
	t.Parallel()
	at := pgtest.Schema(t)
	var nodes []*node
	var failed []*atomic.Int64
	for range 3 {
		proxy, err := pgproxy.Start(pgtest.Server(t).Socket())
		require.NoError(t, err)
		t.Cleanup(proxy.Close)
		failed = append(failed, proxy.FailNotifications(0.3, 0.3))
		nodes = append(nodes, join(t, open(t, addressThrough(t, proxy, at), pgstore.Config{})))
	}
	account(t, crowd(t, nodes, func() {}), nodes...)
	for _, n := range failed {
		assert.NotZero(t, n.Load())
	}
}

// A connection that breaks around a COMMIT leaves the outcome open, for a
// moment: then it is found in the log, or tried again.
func TestCommitsSurviveCutConnections(t *testing.T) {
	t.Parallel()
	at := pgtest.Schema(t)
	cut, proxy := through(t, at)
	other := join(t, open(t, at, pgstore.Config{}))
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
			require.Fail(t, "nothing was cut")
		}
	}
	account(t, acknowledged, cut, other)
}

// The others do not wait for long for a node that is frozen with the lock.
func TestSuspendedLockHolderLosesLock(t *testing.T) {
	t.Parallel()
	at := pgtest.Schema(t)
	frozen, proxy := through(t, at)
	other := join(t, open(t, at, pgstore.Config{}))
	acknowledged := map[string]uint64{}
	// A read in the middle of its turn is answered late: it holds the lock then.
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
	t.Logf("the others went on after %v", time.Since(start).Round(time.Millisecond))
	thaw()
	<-ended
	acknowledged["other"] = stamp
	account(t, acknowledged, frozen, other)
}

// PostgreSQL stops as in a crash, and comes back: nothing acknowledged is lost,
// and who waits gets an answer.
func TestPostgresRestartLosesNothing(t *testing.T) {
	t.Parallel()
	pg := pgtest.Start(t, true) // durability is the question
	var nodes []*node
	for range 2 {
		nodes = append(nodes, join(t, open(t, pg.URL(""), pgstore.Config{Log: slog.New(slog.DiscardHandler)})))
	}
	acknowledged := crowd(t, nodes, func() {
		nodes[0].await(t, "some entries", func() bool { return len(nodes[0].heard) > 20 })
		pg.Stop()
		require.NoError(t, pg.Run())
	})
	account(t, acknowledged, nodes...)
}

// A node that sleeps for longer than the log is kept is told so, and hears
// everything from then on.
func TestNodeBehindRetentionDropsCache(t *testing.T) {
	t.Parallel()
	at := pgtest.Schema(t)
	asleep, proxy := through(t, at)
	other := join(t, open(t, at, pgstore.Config{Retention: 200 * time.Millisecond}))
	_, err := asleep.write("before")
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
	asleep.await(t, "it is told", func() bool { return len(asleep.missed) > 0 })
	var stamp uint64
	require.Eventually(t, func() bool { // its connections come back one by one
		stamp, err = asleep.write("after")
		return err == nil
	}, waitLimit, 10*time.Millisecond)
	asleep.await(t, "what comes then", func() bool { return len(asleep.heard) > 0 && asleep.heard[len(asleep.heard)-1] == stamp })
	assert.IsIncreasing(t, asleep.heard)
	assert.Less(t, len(asleep.heard), lost)
	var n uint64
	require.NoError(t, asleep.store.Update(t.Context(), func(tx store.Tx) error {
		n, _ = store.Load[uint64](tx, "entries", store.Key("lost 0"))
		return nil
	}))
	assert.NotZero(t, n, "nor does its cache remember what was before")
}

// Rolling out a new version and taking it back: both work on the database
// meanwhile.
func TestAdjacentVersionsShareDatabase(t *testing.T) {
	t.Parallel()
	at := pgtest.Schema(t)
	older := join(t, open(t, at, pgstore.Config{}))
	require.NoError(t, pgstore.MigrateToNext(t.Context(), at))
	newer := join(t, open(t, at, pgstore.Config{}))
	account(t, crowd(t, []*node{older, newer}, func() {}), older, newer)
	pgtest.Exec(t, at, "UPDATE head SET compatible = 1000")
	_, err := pgstore.Open(t.Context(), at, pgstore.Config{})
	assert.ErrorContains(t, err, "newer than supported version")
	pgtest.Exec(t, at, "UPDATE head SET compatible = 1; DELETE FROM goose_db_version WHERE version_id > 1; ALTER TABLE head DROP COLUMN next")
}
