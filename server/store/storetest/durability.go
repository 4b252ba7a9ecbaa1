package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/store"
)

func testCrash(t *testing.T, b Backend) {
	dir := t.TempDir()
	for round := range 3 {
		s := b.Open(t, dir)
		var wg sync.WaitGroup
		for i := range 20 {
			wg.Go(func() { put(t, s, fmt.Sprint(round, " ", i), "acknowledged") })
		}
		wg.Wait()
		left := t.TempDir()
		b.Crash(t, dir, left)
		require.NoError(t, s.Close())

		dir = left
		s = b.Open(t, dir)
		view(t, s, func(r store.Reader) {
			assert.Len(t, dump(r), 20*(round+1))
		})
		require.NoError(t, s.Close())
	}
}

func testBackupConsistency(t *testing.T, b Backend) {
	s := open(t, b)
	stop := make(chan struct{})
	wait := writeStamps(t, s, stop)
	var copied bytes.Buffer
	for enough := false; !enough; {
		copied.Reset()
		n, err := s.Backup(t.Context(), &copied)
		require.NoError(t, err)
		assert.EqualValues(t, copied.Len(), n)
		view(t, s, func(r store.Reader) { enough = r.LastStamp() > 200 })
	}
	close(stop)
	wait()

	dir := t.TempDir()
	b.Restore(t, copied.Bytes(), dir)
	restored := b.Open(t, dir)
	defer restored.Close()
	view(t, restored, func(r store.Reader) { checkComplete(t, r) })
	require.NoError(t, restored.Update(t.Context(), func(tx store.Tx) error {
		last := tx.LastStamp()
		assert.Equal(t, last+1, tx.Stamp(), "stamps must continue after the backup")
		return nil
	}))
}

func testFailedBackup(t *testing.T, b Backend) {
	s := open(t, b)
	put(t, s, "a", "1")
	full := errors.New("disk full")
	_, err := s.Backup(t.Context(), writerFunc(func([]byte) (int, error) { return 0, full }))
	assert.ErrorIs(t, err, full)

	ctx, cancel := context.WithCancel(t.Context())
	_, err = s.Backup(ctx, writerFunc(func(p []byte) (int, error) { cancel(); return len(p), nil }))
	assert.ErrorIs(t, err, context.Canceled)
	put(t, s, "a", "the store must remain usable")
}

// testCloseDuringUpdates closes a store during many updates. Each must either be
// stored or be refused.
func testCloseDuringUpdates(t *testing.T, b Backend) {
	dir := t.TempDir()
	s := b.Open(t, dir)
	const people = 40
	var (
		wg   sync.WaitGroup
		mu   sync.Mutex
		done = map[string]bool{}
		some = make(chan struct{}, people)
	)
	for i := range people {
		wg.Go(func() {
			for n := 0; ; n++ {
				key := fmt.Sprint(i, " ", n)
				err := s.Update(context.Background(), func(tx store.Tx) error {
					tx.Put(things, []byte(key), []byte("x"))
					return nil
				})
				mu.Lock()
				done[key] = err == nil
				mu.Unlock()
				if err != nil {
					assert.ErrorIs(t, err, store.ErrClosed)
					return
				}
				select {
				case some <- struct{}{}:
				default:
				}
			}
		})
	}
	for range people {
		<-some
	}
	require.NoError(t, s.Close())
	wg.Wait()
	s = b.Open(t, dir)
	defer s.Close()
	for key, acknowledged := range done {
		_, ok := get(t, s, key)
		assert.Equal(t, acknowledged, ok, key)
	}
}
