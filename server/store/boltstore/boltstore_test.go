package boltstore

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.etcd.io/bbolt"

	"webim.js/server/store"
	"webim.js/server/store/storetest"
)

func TestBoltImplementsStore(t *testing.T) {
	storetest.Run(t, storetest.Backend{
		Open: func(t *testing.T, dir string) store.Store {
			s, err := Open(filepath.Join(dir, "im.db"))
			require.NoError(t, err)
			return s
		},
		Restore: func(t *testing.T, backup []byte, dir string) {
			require.NoError(t, os.WriteFile(filepath.Join(dir, "im.db"), backup, 0o600))
		},
		Crash: func(t *testing.T, dir, copied string) {
			require.NoError(t, os.CopyFS(copied, os.DirFS(dir)))
		},
	})
}

func TestConcurrentUpdatesShareFlush(t *testing.T) {
	var flushes []store.Flush // owned by the writer until Close
	s, err := Open(filepath.Join(t.TempDir(), "im.db"), Observe(func(f store.Flush) { flushes = append(flushes, f) }))
	require.NoError(t, err)
	defer s.Close()

	// The first update blocks the writer until the other hundred are queued.
	const waiting = 100
	running, release := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		assert.NoError(t, s.Update(t.Context(), func(tx store.Tx) error {
			close(running)
			<-release
			spendBatchTime(tx)
			return nil
		}))
	})
	<-running
	for range waiting {
		wg.Go(func() {
			assert.NoError(t, s.Update(t.Context(), func(tx store.Tx) error { tx.Stamp(); return nil }))
		})
	}
	for s.Waiting() < waiting { // only grows while the writer is blocked
		runtime.Gosched()
	}
	close(release)
	wg.Wait()

	require.NoError(t, s.Close())
	require.Len(t, flushes, 2)
	assert.Equal(t, 1, flushes[0].Updates, "the updates must take the time of a batch")
	updates := 0
	for _, f := range flushes {
		updates += f.Updates
		assert.NoError(t, f.Err)
		assert.Positive(t, f.Took)
	}
	assert.Equal(t, 1+waiting, updates)
}

// spendBatchTime costs as much as a whole batch.
func spendBatchTime(tx store.Tx) {
	for i := range uint64(store.BatchTime / changeCost) {
		tx.Put("work", store.Key(i), nil)
	}
}

// Long updates of one account delay another's update by at most one of them.
func TestLongUpdatesDelayOwnAccount(t *testing.T) {
	s, err := Open(filepath.Join(t.TempDir(), "im.db"), NoSync())
	require.NoError(t, err)
	defer s.Close()
	var done atomic.Int64 // number of long updates done
	var wg sync.WaitGroup
	heavy := store.OnBehalf(t.Context(), "heavy")
	const long = 20
	running, release := make(chan struct{}), make(chan struct{})
	for i := range long {
		wg.Go(func() {
			assert.NoError(t, s.Update(heavy, func(tx store.Tx) error {
				if done.Add(1) == 1 {
					close(running)
					<-release
				}
				spendBatchTime(tx)
				return nil
			}))
		})
		if i == 0 {
			<-running
		}
	}
	for s.Waiting() < long-1 {
		runtime.Gosched()
	}
	wg.Go(func() {
		assert.NoError(t, s.Update(store.OnBehalf(t.Context(), "light"), func(store.Tx) error {
			assert.LessOrEqual(t, done.Load(), int64(2))
			return nil
		}))
	})
	for s.Waiting() < long {
		runtime.Gosched()
	}
	close(release)
	wg.Wait()
}

func TestUpdateReturnsWhenContextEnds(t *testing.T) {
	s, err := Open(filepath.Join(t.TempDir(), "im.db"), NoSync())
	require.NoError(t, err)
	defer s.Close()
	running, release := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		assert.NoError(t, s.Update(t.Context(), func(store.Tx) error {
			close(running)
			<-release
			return nil
		}))
	})
	<-running
	ctx, cancel := context.WithCancel(t.Context())
	wg.Go(func() {
		assert.ErrorIs(t, s.Update(ctx, func(tx store.Tx) error {
			tx.Put("b", []byte("k"), nil)
			return nil
		}), context.Canceled)
		close(release)
	})
	for s.Waiting() < 1 {
		runtime.Gosched()
	}
	cancel()
	wg.Wait()
	require.NoError(t, s.Update(t.Context(), func(tx store.Tx) error {
		assert.Nil(t, tx.Get("b", []byte("k")))
		return nil
	}))
}

func TestOpenRejectsNewerSchema(t *testing.T) {
	path := filepath.Join(t.TempDir(), "im.db")
	s, err := Open(path)
	require.NoError(t, err)
	require.NoError(t, s.db.Update(func(tx *bbolt.Tx) error {
		return tx.Bucket(metaBucket).Put(versionKey, []byte{0, 0, 0, 0, 0, 0, 0, 99})
	}))
	require.NoError(t, s.Close())
	_, err = Open(path)
	assert.ErrorContains(t, err, "schema version 99 is newer")
}

// Open runs all missing migrations of an older file, or none.
func TestMigrationsRunAllOrNone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "im.db")
	s, err := Open(path)
	require.NoError(t, err)
	require.NoError(t, s.Update(t.Context(), func(tx store.Tx) error {
		tx.Put("things", []byte("old"), []byte("1"))
		return nil
	}))
	require.NoError(t, s.Close())

	defer func(before []func(*bbolt.Tx) error) { migrations = before }(migrations)
	trouble := errors.New("trouble")
	rename := func(tx *bbolt.Tx) error {
		b := tx.Bucket([]byte("things"))
		return errors.Join(b.Put([]byte("new"), b.Get([]byte("old"))), b.Delete([]byte("old")))
	}
	runs := 0
	last := func(*bbolt.Tx) error { runs++; return trouble }
	migrations = append(migrations[:len(migrations):len(migrations)], rename, last)
	_, err = Open(path)
	require.ErrorIs(t, err, trouble)

	migrations = migrations[:len(migrations)-1]
	for range 2 { // the second time there is nothing to migrate
		s, err = Open(path)
		require.NoError(t, err)
		require.NoError(t, s.View(t.Context(), func(r store.Reader) error {
			assert.Equal(t, "1", string(r.Get("things", []byte("new"))))
			assert.Nil(t, r.Get("things", []byte("old")))
			return nil
		}))
		require.NoError(t, s.Close())
	}
	assert.Equal(t, 1, runs)
}

func TestOpenRejectsFileInUse(t *testing.T) {
	path := filepath.Join(t.TempDir(), "im.db")
	s, err := Open(path)
	require.NoError(t, err)
	defer s.Close()
	_, err = Open(path)
	assert.ErrorContains(t, err, "in use by another process")
}
