package pgstore_test

import (
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/store"
	"webim.js/server/store/pgstore"
	"webim.js/server/store/pgstore/pgtest"
	"webim.js/test/postgres/pgproxy"
)

// A standby that lags behind is promoted. Nodes that are ahead of it are read-only
// until Raise. Afterwards no stamp is reused, and lost entries are not cached.
func TestRaiseContinuesPromotedStandby(t *testing.T) {
	t.Parallel()
	primary := pgtest.Start(t, false)
	var nodes []*node
	var proxies []*pgproxy.Proxy // their addresses move to the standby
	for range 2 {
		proxy, err := pgproxy.Start(primary.Socket())
		require.NoError(t, err)
		t.Cleanup(proxy.Close)
		proxies = append(proxies, proxy)
		nodes = append(nodes, newNode(t, open(t, primary.URLThrough(proxy.Addr(), ""), pgstore.Config{Log: slog.New(slog.DiscardHandler)})))
	}
	one, other := nodes[0], nodes[1]
	_, err := one.write("kept")
	require.NoError(t, err)

	standby, err := primary.Standby()
	require.NoError(t, err)
	t.Cleanup(standby.Close)
	standby.Stop() // stops replication
	var lost uint64
	for i := range 3 {
		lost, err = one.write(fmt.Sprint("lost ", i))
		require.NoError(t, err)
	}
	other.await(t, "the node must receive the entry that will be lost", func() bool { return len(other.received) == 4 })

	primary.Stop()
	require.NoError(t, standby.Run())
	early, err := pgstore.Open(t.Context(), standby.URL(""), pgstore.Config{MustExist: true})
	require.NoError(t, err, "a standby must be readable")
	_, _, err = early.Raise(t.Context())
	assert.ErrorContains(t, err, "has not been promoted")
	require.NoError(t, early.Close())
	require.NoError(t, standby.Promote())
	for _, p := range proxies {
		p.Move(standby.Socket())
	}

	for _, n := range nodes {
		_, err = n.write("before Raise")
		require.ErrorContains(t, err, "webim-server promoted")
	}
	// A new node cannot detect the loss. It would assign the same numbers again.
	newcomer := pgtest.Open(t, standby.URL(""))
	t.Cleanup(func() { newcomer.Close() })
	fresh := newNode(t, newcomer)
	again, err := fresh.write("again 0")
	require.NoError(t, err)
	assert.LessOrEqual(t, again, lost)
	for i := 1; i < 10; i++ {
		_, err := fresh.write(fmt.Sprint("again ", i))
		require.NoError(t, err)
	}
	_, err = one.write("before Raise")
	require.ErrorContains(t, err, "webim-server promoted", "the node must be read-only after the others caught up")

	number, stamp, err := newcomer.Raise(t.Context())
	require.NoError(t, err)
	assert.Equal(t, number, pgtest.Number(t, standby.URL(""), "SELECT number FROM head"))
	assert.Greater(t, stamp, lost)
	for _, n := range append(nodes, fresh) {
		n.await(t, "Missed must be called", func() bool { return len(n.missed) > 0 })
		assert.Equal(t, []uint64{stamp}, n.missed)
		n.mu.Lock()
		n.received = nil
		n.mu.Unlock()
	}
	var written []uint64
	for i, n := range append(nodes, fresh, one) {
		got, err := n.write(fmt.Sprint("after ", i))
		require.NoError(t, err)
		assert.Greater(t, got, stamp)
		written = append(written, got)
	}
	for _, n := range append(nodes, fresh) {
		n.await(t, "the node must receive later notes", func() bool { return len(n.received) == len(written) })
		assert.Equal(t, written, n.received)
		var there, gone uint64
		require.NoError(t, n.store.Update(t.Context(), func(tx store.Tx) error {
			there, _ = store.Load[uint64](tx, "entries", store.Key("kept"))
			gone, _ = store.Load[uint64](tx, "entries", store.Key("lost 0"))
			return nil
		}))
		assert.NotZero(t, there)
		assert.Zero(t, gone, "the lost entry must not be cached")
	}

	// Raise can be repeated until the stamps overflow.
	_, next, err := newcomer.Raise(t.Context())
	require.NoError(t, err)
	assert.Greater(t, next, written[len(written)-1])
	pgtest.Exec(t, standby.URL(""), "UPDATE head SET stamp = 9007199254740000")
	_, _, err = newcomer.Raise(t.Context())
	assert.ErrorContains(t, err, "stamp overflow")
}
