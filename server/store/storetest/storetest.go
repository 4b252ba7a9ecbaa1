// Package storetest tests that a store.Store conforms to its interface.
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

// Backend opens the stores under test.
type Backend struct {
	// Open opens the store in dir, again after Close for a restart.
	Open func(t *testing.T, dir string) store.Store

	// Restore creates the store in dir from a backup.
	Restore func(t *testing.T, backup []byte, dir string)

	// Crash copies dir to copied while a store is open in dir and idle. The copy is
	// the state that a crash at this time would leave.
	Crash func(t *testing.T, dir, copied string)
}

const things store.Bucket = "things"

// Run runs the suite.
func Run(t *testing.T, b Backend) {
	for name, test := range map[string]func(*testing.T, Backend){
		"reads what was written":             testReadWritten,
		"scans ranges in order":              testScan,
		"orders any bytes":                   testByteOrder,
		"lists its buckets":                  testBuckets,
		"values stay valid in transaction":   testValuesStayValid,
		"failed update is rolled back":       testRollback,
		"repeated changes are rolled back":   testRollbackOfRepeated,
		"Fail rolls back":                    testFail,
		"panic is returned as error":         testPanic,
		"updates run one by one":             testSerialUpdates,
		"stamps rise in commit order":        testStampOrder,
		"stamps can be skipped":              testSkipStamps,
		"stamp implies all earlier ones":     testStampCompleteness,
		"notes follow their commit":          testNotes,
		"Want does not affect reads":         testWant,
		"survives a restart":                 testRestart,
		"acknowledged updates survive crash": testCrash,
		"views see one snapshot":             testSnapshot,
		"backup during writes":               testBackup,
		"backup is consistent":               testBackupConsistency,
		"failed backup returns error":        testFailedBackup,
		"lock has one holder":                testLock,
		"closed store returns ErrClosed":     testClose,
		"close during updates":               testCloseDuringUpdates,
		"ended context is returned":          testEndedContext,
		"undecodable record fails":           testUndecodableRecord,
	} {
		t.Run(name, func(t *testing.T) { test(t, b) })
	}
}

func open(t *testing.T, b Backend) store.Store {
	s := b.Open(t, t.TempDir())
	t.Cleanup(func() { s.Close() })
	return s
}

func put(t *testing.T, s store.Store, pairs ...string) {
	t.Helper()
	require.NoError(t, s.Update(t.Context(), func(tx store.Tx) error {
		for i := 0; i < len(pairs); i += 2 {
			tx.Put(things, []byte(pairs[i]), []byte(pairs[i+1]))
		}
		return nil
	}))
}

func get(t *testing.T, s store.Store, key string) (value string, ok bool) {
	t.Helper()
	require.NoError(t, s.View(t.Context(), func(r store.Reader) error {
		v := r.Get(things, []byte(key))
		value, ok = string(v), v != nil
		return nil
	}))
	return value, ok
}

func testReadWritten(t *testing.T, b Backend) {
	s := open(t, b)
	_, ok := get(t, s, "a")
	assert.False(t, ok, "a bucket that was never written must be empty")
	put(t, s, "a", "1", "empty", "")
	v, ok := get(t, s, "a")
	assert.True(t, ok)
	assert.Equal(t, "1", v)
	_, ok = get(t, s, "empty")
	assert.True(t, ok, "an empty value must not be absent")
	require.NoError(t, s.Update(t.Context(), func(tx store.Tx) error {
		tx.Put(things, []byte("a"), []byte("2"))
		assert.Equal(t, "2", string(tx.Get(things, []byte("a"))), "a transaction must see its own writes")
		tx.Delete(things, []byte("a"))
		tx.Delete(things, []byte("never there"))
		tx.Delete("no such bucket", []byte("a"))
		return nil
	}))
	_, ok = get(t, s, "a")
	assert.False(t, ok)
}

func testScan(t *testing.T, b Backend) {
	s := open(t, b)
	require.NoError(t, s.Update(t.Context(), func(tx store.Tx) error {
		for _, who := range []string{"al", "alice", "bob"} {
			for n := range uint64(4) {
				tx.Put(things, store.Key(who, n), nil)
			}
		}
		return nil
	}))
	alice := store.Prefix("alice")
	for _, c := range []struct {
		name string
		r    store.Range
		want []string
	}{
		{"prefix", alice, []string{"alice0", "alice1", "alice2", "alice3"}},
		{"backwards", alice.Backwards(), []string{"alice3", "alice2", "alice1", "alice0"}},
		{"after", alice.After(store.Key("alice", uint64(1))), []string{"alice2", "alice3"}},
		{"before, backwards", alice.Before(store.Key("alice", uint64(2))).Backwards(), []string{"alice1", "alice0"}},
		{"shorter name", store.Prefix("al"), []string{"al0", "al1", "al2", "al3"}},
		{"no such name", store.Prefix("carol"), nil},
		{"end of bucket", store.Prefix("bob").Backwards(), []string{"bob3", "bob2", "bob1", "bob0"}},
	} {
		var got []string
		require.NoError(t, s.View(t.Context(), func(r store.Reader) error {
			for k := range r.Scan(things, c.r) {
				who, rest, ok := store.CutString(k)
				require.True(t, ok)
				n, _, ok := store.CutUint64(rest)
				require.True(t, ok)
				got = append(got, fmt.Sprintf("%s%d", who, n))
			}
			return nil
		}))
		assert.Equal(t, c.want, got, c.name)
	}
	require.NoError(t, s.View(t.Context(), func(r store.Reader) error {
		n := 0
		for range r.Scan(things, store.Range{}) {
			if n++; n == 3 {
				break
			}
		}
		assert.Equal(t, 3, n, "a scan must be abortable")
		return nil
	}))
}

func testRollback(t *testing.T, b Backend) {
	s := open(t, b)
	put(t, s, "kept", "1", "gone", "1")
	boom := errors.New("boom")
	topic, notified := store.Topic[string]{Name: "topic"}, false
	topic.Follow(s, func(string) { notified = true }, func(uint64) {})

	// concurrent successful updates may share the flush of the failing one
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			assert.NoError(t, s.Update(t.Context(), func(tx store.Tx) error {
				tx.Put(things, store.Key("good", uint64(i)), nil)
				return nil
			}))
		})
		wg.Go(func() {
			assert.ErrorIs(t, s.Update(t.Context(), func(tx store.Tx) error {
				tx.Put(things, []byte("kept"), []byte("2"))
				tx.Put(things, []byte("new"), []byte("2"))
				tx.Delete(things, []byte("gone"))
				tx.Put("new bucket", []byte("k"), nil)
				topic.Announce(tx, "failed")
				return boom
			}), boom)
		})
	}
	wg.Wait()
	v, _ := get(t, s, "kept")
	assert.Equal(t, "1", v)
	_, ok := get(t, s, "new")
	assert.False(t, ok)
	_, ok = get(t, s, "gone")
	assert.True(t, ok)
	assert.False(t, notified, "a failed update must commit nothing")
	require.NoError(t, s.View(t.Context(), func(r store.Reader) error {
		n := 0
		for range r.Scan(things, store.Prefix("good")) {
			n++
		}
		assert.Equal(t, 20, n)
		assert.Nil(t, r.Get("new bucket", []byte("k")))
		return nil
	}))
}

func testFail(t *testing.T, b Backend) {
	s := open(t, b)
	first := errors.New("first")
	assert.ErrorIs(t, s.Update(t.Context(), func(tx store.Tx) error {
		tx.Put(things, []byte("a"), nil)
		tx.Fail(first)
		tx.Fail(errors.New("second"))
		return nil
	}), first)
	_, ok := get(t, s, "a")
	assert.False(t, ok)
	assert.ErrorIs(t, s.View(t.Context(), func(r store.Reader) error { r.Fail(first); return nil }), first)
	assert.Error(t, s.Update(t.Context(), func(tx store.Tx) error {
		tx.Put(things, nil, []byte("empty key"))
		return nil
	}))
}

func testPanic(t *testing.T, b Backend) {
	s := open(t, b)
	assert.ErrorContains(t, s.Update(t.Context(), func(tx store.Tx) error {
		tx.Put(things, []byte("a"), nil)
		panic("oh")
	}), "oh")
	_, ok := get(t, s, "a")
	assert.False(t, ok)
	put(t, s, "a", "the store must remain usable")
}

func testStampOrder(t *testing.T, b Backend) {
	s := open(t, b)
	require.NoError(t, s.View(t.Context(), func(r store.Reader) error {
		assert.EqualValues(t, 1, r.LastStamp())
		return nil
	}))
	var (
		committed []uint64 // appended by the delivering goroutine
		wg        sync.WaitGroup
	)
	topic := store.Topic[uint64]{Name: "topic"}
	topic.Follow(s, func(n uint64) { committed = append(committed, n) }, func(uint64) {})
	for range 50 {
		wg.Go(func() {
			assert.NoError(t, s.Update(t.Context(), func(tx store.Tx) error {
				n := tx.Stamp()
				assert.Equal(t, n, tx.LastStamp())
				topic.Announce(tx, n)
				return nil
			}))
		})
	}
	wg.Wait()
	require.Len(t, committed, 50)
	for i := 1; i < len(committed); i++ {
		assert.Greater(t, committed[i], committed[i-1])
	}
	require.NoError(t, s.View(t.Context(), func(r store.Reader) error {
		assert.Equal(t, committed[49], r.LastStamp())
		return nil
	}))
}

func testRestart(t *testing.T, b Backend) {
	dir := t.TempDir()
	s := b.Open(t, dir)
	put(t, s, "a", "1")
	var stamp uint64
	require.NoError(t, s.Update(t.Context(), func(tx store.Tx) error { stamp = tx.Stamp(); return nil }))
	require.NoError(t, s.Close())
	s = b.Open(t, dir)
	defer s.Close()
	v, _ := get(t, s, "a")
	assert.Equal(t, "1", v)
	require.NoError(t, s.Update(t.Context(), func(tx store.Tx) error {
		assert.Greater(t, tx.Stamp(), stamp, "stamps must never repeat")
		return nil
	}))
}

func testSnapshot(t *testing.T, b Backend) {
	s := open(t, b)
	put(t, s, "a", "1")
	require.NoError(t, s.View(t.Context(), func(r store.Reader) error {
		assert.Equal(t, "1", string(r.Get(things, []byte("a"))))
		put(t, s, "a", "2")
		assert.Equal(t, "1", string(r.Get(things, []byte("a"))))
		return nil
	}))
	v, _ := get(t, s, "a")
	assert.Equal(t, "2", v)
}

func testBackup(t *testing.T, b Backend) {
	s := open(t, b)
	put(t, s, "a", "1")
	var copied bytes.Buffer
	w := writerFunc(func(p []byte) (int, error) {
		put(t, s, "a", "changed during the backup")
		return copied.Write(p)
	})
	n, err := s.Backup(t.Context(), w)
	require.NoError(t, err)
	assert.EqualValues(t, copied.Len(), n)

	dir := t.TempDir()
	b.Restore(t, copied.Bytes(), dir)
	restored := b.Open(t, dir)
	defer restored.Close()
	v, _ := get(t, restored, "a")
	assert.Equal(t, "1", v)
}

type writerFunc func(p []byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func testClose(t *testing.T, b Backend) {
	s := b.Open(t, t.TempDir())
	require.NoError(t, s.Close())
	assert.ErrorIs(t, s.Update(context.Background(), func(store.Tx) error { return nil }), store.ErrClosed)
	assert.ErrorIs(t, s.View(context.Background(), func(store.Reader) error { return nil }), store.ErrClosed)
	_, err := s.Backup(context.Background(), &bytes.Buffer{})
	assert.ErrorIs(t, err, store.ErrClosed)
}

func testEndedContext(t *testing.T, b Backend) {
	s := open(t, b)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	ran := false
	assert.ErrorIs(t, s.Update(ctx, func(store.Tx) error { ran = true; return nil }), context.Canceled)
	assert.ErrorIs(t, s.View(ctx, func(store.Reader) error { ran = true; return nil }), context.Canceled)
	assert.False(t, ran)
}

func testUndecodableRecord(t *testing.T, b Backend) {
	s := open(t, b)
	type person struct{ Name string }
	require.NoError(t, s.Update(t.Context(), func(tx store.Tx) error {
		store.Save(tx, things, []byte("p"), person{"Ann"})
		tx.Put(things, []byte("broken"), []byte("{"))
		return nil
	}))
	require.NoError(t, s.View(t.Context(), func(r store.Reader) error {
		p, ok := store.Load[person](r, things, []byte("p"))
		assert.True(t, ok)
		assert.Equal(t, "Ann", p.Name)
		_, ok = store.Load[person](r, things, []byte("none"))
		assert.False(t, ok)
		return nil
	}))
	assert.ErrorContains(t, s.View(t.Context(), func(r store.Reader) error {
		store.Load[person](r, things, []byte("broken"))
		return nil
	}), "decode")
}
