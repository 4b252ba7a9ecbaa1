package pgstore_test

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/archive"
	"webim.js/server/store"
	"webim.js/server/store/pgstore"
	"webim.js/server/store/pgstore/pgtest"
)

// A view whose connection breaks runs again on a new snapshot, a limited number of
// times.
func TestViewRetriesAfterCut(t *testing.T) {
	t.Parallel()
	at := pgtest.Schema(t)
	cut, proxy := newNodeThroughProxy(t, at)
	other := newNode(t, open(t, at, pgstore.Config{}))
	write := func(value string) {
		require.NoError(t, other.store.Update(t.Context(), func(tx store.Tx) error {
			tx.Put("things", []byte("a"), []byte(value))
			tx.Put("things", []byte("b"), []byte(value))
			return nil
		}))
	}
	write("before")
	// readBoth reads two keys, calls between after the first, and fails if the second is
	// absent.
	readBoth := func(ctx context.Context, between func(run int)) (runs int, got []string, err error) {
		err = cut.store.View(ctx, func(r store.Reader) error {
			runs++
			got = []string{string(r.Get("things", []byte("a")))}
			between(runs)
			b := r.Get("things", []byte("b"))
			if b == nil {
				return fmt.Errorf("there is no b")
			}
			got = append(got, string(b))
			return nil
		})
		return runs, got, err
	}
	runs, got, err := readBoth(t.Context(), func(run int) {
		if run == 1 {
			proxy.CutAll()
			write("after")
		}
	})
	require.NoError(t, err)
	assert.Equal(t, 2, runs)
	assert.Equal(t, []string{"after", "after"}, got)

	runs, _, err = readBoth(t.Context(), func(int) { proxy.CutAll() })
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "there is no b", "a failed read must not count as absent")
	assert.Equal(t, 5, runs)

	ctx, cancel := context.WithCancel(t.Context())
	runs, _, err = readBoth(ctx, func(int) { cancel() })
	assert.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, 1, runs, "there must be no retry after the context ended")
}

// An export whose connection breaks restarts only if it has not written any output.
func TestExportRestartsOnlyBeforeOutput(t *testing.T) {
	t.Parallel()
	at := pgtest.Schema(t)
	cut, proxy := newNodeThroughProxy(t, at)
	require.NoError(t, cut.store.Update(t.Context(), func(tx store.Tx) error {
		for i := range uint64(5000) {
			tx.Put("things", store.Key(i), bytes.Repeat([]byte("x"), 100))
		}
		return nil
	}))
	var whole bytes.Buffer
	n, err := archive.Export(t.Context(), cuttingStore{cut.store, proxy.CutAll}, &whole)
	require.NoError(t, err)
	assert.EqualValues(t, 5000, n)
	assert.Equal(t, 5002, bytes.Count(whole.Bytes(), []byte{'\n'}))

	_, err = archive.Export(t.Context(), cut.store, cutWriter(proxy.CutAll))
	assert.ErrorContains(t, err, "restart the export")
}

// cuttingStore cuts the connection of the first view once, after its first read.
type cuttingStore struct {
	store.Store
	cut func()
}

func (c cuttingStore) View(ctx context.Context, fn func(store.Reader) error) error {
	runs := 0
	return c.Store.View(ctx, func(r store.Reader) error {
		if runs++; runs == 1 {
			r.LastStamp()
			c.cut()
		}
		return fn(r)
	})
}

// cutWriter calls the function on every write.
type cutWriter func()

func (c cutWriter) Write(p []byte) (int, error) {
	c()
	return len(p), nil
}

// Locks can be acquired after their connection broke, while idle or while waiting.
func TestLocksSurviveBrokenConnections(t *testing.T) {
	t.Parallel()
	at := pgtest.Schema(t)
	cut, proxy := newNodeThroughProxy(t, at)
	other := open(t, at, pgstore.Config{})
	t.Cleanup(func() { other.Close() })
	release, err := cut.store.Lock(t.Context(), "name")
	require.NoError(t, err)
	release()
	proxy.CutAll()
	release, err = cut.store.Lock(t.Context(), "name")
	require.NoError(t, err)
	release()

	held, err := other.Lock(t.Context(), "name")
	require.NoError(t, err)
	got := make(chan error, 1)
	go func() {
		release, err := cut.store.Lock(context.Background(), "name")
		if err == nil {
			release()
		}
		got <- err
	}()
	proxy.CutAll()
	held()
	assert.NoError(t, <-got)
}
