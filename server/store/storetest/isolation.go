package storetest

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/store"
)

// dump returns the pairs of the bucket things, in order.
func dump(r store.Reader) (list []string) {
	for k, v := range r.Scan(things, store.Range{}) {
		list = append(list, string(k)+"="+string(v))
	}
	return list
}

func view(t *testing.T, s store.Store, fn func(store.Reader)) {
	t.Helper()
	require.NoError(t, s.View(t.Context(), func(r store.Reader) error { fn(r); return nil }))
}

func testByteOrder(t *testing.T, b Backend) {
	s := open(t, b)
	random := rand.New(rand.NewPCG(1, 2))
	var keys [][]byte
	for range 3000 {
		key := make([]byte, 1+random.IntN(6))
		for i := range key {
			key[i] = []byte{0, 1, 'a', 0x7F, 0x80, 0xFE, 0xFF}[random.IntN(7)]
		}
		keys = append(keys, key)
	}
	large := bytes.Repeat([]byte("large"), 200_000)
	require.NoError(t, s.Update(t.Context(), func(tx store.Tx) error {
		for _, key := range keys {
			tx.Put(things, key, key)
		}
		tx.Put(things, keys[0], large)
		return nil
	}))
	first := keys[0]
	slices.SortFunc(keys, bytes.Compare)
	keys = slices.CompactFunc(keys, bytes.Equal)
	view(t, s, func(r store.Reader) {
		assert.True(t, bytes.Equal(large, r.Get(things, first)), "a large value must be preserved")
		for range 100 {
			rng := store.Range{From: keys[random.IntN(len(keys))], To: keys[random.IntN(len(keys))]}
			var want [][]byte
			for _, key := range keys {
				if bytes.Compare(key, rng.From) >= 0 && bytes.Compare(key, rng.To) < 0 {
					want = append(want, key)
				}
			}
			for _, rng.Reverse = range []bool{false, true} {
				var got [][]byte
				for k := range r.Scan(things, rng) {
					got = append(got, bytes.Clone(k))
				}
				assert.Equal(t, want, got, "%q to %q", rng.From, rng.To)
				slices.Reverse(want)
			}
		}
	})
}

func testBuckets(t *testing.T, b Backend) {
	s := open(t, b)
	before := func(r store.Reader) int { return len(r.Buckets()) }
	view(t, s, func(r store.Reader) { assert.Zero(t, before(r), "internal buckets must not be listed") })
	require.NoError(t, s.Update(t.Context(), func(tx store.Tx) error {
		tx.Put("z", []byte("k"), nil)
		tx.Put("a", []byte("k"), nil)
		return nil
	}))
	view(t, s, func(r store.Reader) { assert.Equal(t, []store.Bucket{"a", "z"}, r.Buckets()) })
}

func testValuesStayValid(t *testing.T, b Backend) {
	s := open(t, b)
	put(t, s, "a", "kept", "b", "2")
	require.NoError(t, s.Update(t.Context(), func(tx store.Tx) error {
		stored := tx.Get(things, []byte("a"))
		tx.Put(things, []byte("new"), []byte("new"))
		written := tx.Get(things, []byte("new"))
		for i := range uint64(2000) {
			tx.Put(things, store.Key("more", i), make([]byte, 100))
		}
		tx.Put(things, []byte("a"), []byte("changed"))
		tx.Delete(things, []byte("new"))
		assert.Equal(t, "kept", string(stored))
		assert.Equal(t, "new", string(written))
		return nil
	}))
}

// testRollbackOfRepeated fails an update that changed the same keys several times.
func testRollbackOfRepeated(t *testing.T, b Backend) {
	s := open(t, b)
	put(t, s, "changed", "1", "deleted", "1", "deleted and put", "1", "untouched", "1")
	var before []string
	view(t, s, func(r store.Reader) { before = dump(r) })
	boom := errors.New("boom")
	require.ErrorIs(t, s.Update(t.Context(), func(tx store.Tx) error {
		for _, value := range []string{"2", "", "3"} {
			tx.Put(things, []byte("changed"), []byte(value))
			tx.Put(things, []byte("new"), []byte(value))
		}
		tx.Delete(things, []byte("deleted"))
		tx.Delete(things, []byte("deleted and put"))
		tx.Put(things, []byte("deleted and put"), []byte("2"))
		tx.Put(things, []byte("put and deleted"), nil)
		tx.Delete(things, []byte("put and deleted"))
		return boom
	}), boom)
	view(t, s, func(r store.Reader) { assert.Equal(t, before, dump(r)) })
}

// testSerialUpdates increments a counter concurrently; every third update fails.
func testSerialUpdates(t *testing.T, b Backend) {
	s := open(t, b)
	const people, times = 30, 10
	boom := errors.New("boom")
	var wg sync.WaitGroup
	for i := range people {
		wg.Go(func() {
			for range times {
				err := s.Update(t.Context(), func(tx store.Tx) error {
					n, _ := store.Load[int](tx, things, []byte("n"))
					store.Save(tx, things, []byte("n"), n+1)
					if i%3 == 0 {
						return boom
					}
					return nil
				})
				assert.Equal(t, i%3 == 0, err != nil)
			}
		})
	}
	wg.Wait()
	n, _ := get(t, s, "n")
	assert.Equal(t, strconv.Itoa(people*2/3*times), n)
}

func testSkipStamps(t *testing.T, b Backend) {
	dir := t.TempDir()
	s := b.Open(t, dir)
	const far = 1 << 50
	require.NoError(t, s.Update(t.Context(), func(tx store.Tx) error {
		tx.SkipStamps(far)
		assert.EqualValues(t, far, tx.LastStamp())
		assert.EqualValues(t, far+1, tx.Stamp())
		tx.SkipStamps(7)
		return nil
	}))
	require.NoError(t, s.Close())
	s = b.Open(t, dir)
	defer s.Close()
	view(t, s, func(r store.Reader) { assert.EqualValues(t, far+1, r.LastStamp()) })
}

// writeStamps writes a record for each stamp concurrently until stop, and returns a
// function that waits for the writers.
func writeStamps(t *testing.T, s store.Store, stop <-chan struct{}) (wait func()) {
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				err := s.Update(t.Context(), func(tx store.Tx) error {
					for range 3 {
						n := tx.Stamp()
						tx.Put(things, store.Key("by stamp", n), binary.BigEndian.AppendUint64(nil, n))
					}
					return nil
				})
				if !assert.NoError(t, err) {
					return
				}
			}
		})
	}
	return wg.Wait
}

// checkComplete verifies that a snapshot contains every record up to its last
// stamp.
func checkComplete(t *testing.T, r store.Reader) (records int) {
	t.Helper()
	last := uint64(1)
	for _, v := range r.Scan(things, store.Prefix("by stamp")) {
		last++
		records++
		require.Equal(t, last, binary.BigEndian.Uint64(v), "no stamp may be missing")
	}
	assert.Equal(t, last, r.LastStamp())
	assert.Zero(t, records%3, "there must be no partial transaction")
	return records
}

func testStampCompleteness(t *testing.T, b Backend) {
	s := open(t, b)
	stop := make(chan struct{})
	wait := writeStamps(t, s, stop)
	seen := 0
	for seen < 300 {
		view(t, s, func(r store.Reader) {
			n := checkComplete(t, r)
			assert.GreaterOrEqual(t, n, seen)
			seen = n
		})
	}
	close(stop)
	wait()
}

// testNotes verifies that followers receive notes in order and before Update
// returns, and that the changes are then visible.
func testNotes(t *testing.T, b Backend) {
	s := open(t, b)
	type note struct{ N, Part int }
	topic, other := store.Topic[note]{Name: "topic"}, store.Topic[string]{Name: "other"}
	var notified, second []note
	topic.Follow(s, func(n note) {
		notified = append(notified, n)
		v, _ := get(t, s, "k")
		assert.Equal(t, strconv.Itoa(n.N), v, "the change must be visible to followers")
	}, func(uint64) { assert.Fail(t, "Missed must not be called") })
	topic.Follow(s, func(n note) { second = append(second, n) }, func(uint64) {})
	var want []note
	for i := range 3 {
		require.NoError(t, s.Update(t.Context(), func(tx store.Tx) error {
			tx.Put(things, []byte("k"), []byte(strconv.Itoa(i)))
			topic.Announce(tx, note{i, 1})
			other.Announce(tx, "no follower")
			topic.Announce(tx, note{i, 2})
			return nil
		}))
		want = append(want, note{i, 1}, note{i, 2})
		assert.Equal(t, want, notified, "notes must be received before Update returns")
	}
	assert.Equal(t, want, second)
	require.NoError(t, s.Update(t.Context(), func(tx store.Tx) error { // an update without changes
		topic.Announce(tx, note{2, 3})
		return nil
	}))
	assert.Len(t, notified, 7)
}

// testWant verifies that Want does not affect reads.
func testWant(t *testing.T, b Backend) {
	s := open(t, b)
	put(t, s, "a", "1", "b", "2", "c", "3")
	needs := []store.Need{
		store.WantKey(things, []byte("a")), store.WantKey(things, []byte("none")), store.WantKey("no such bucket", []byte("a")),
		store.WantRange(things, store.Range{}, 1), store.WantRange(things, store.Range{}.Backwards(), 0),
	}
	read := func(r store.Reader) {
		r.Want()
		r.Want(needs...)
		assert.Equal(t, "1", string(r.Get(things, []byte("a"))))
		assert.Nil(t, r.Get(things, []byte("none")))
		assert.Equal(t, []string{"a=1", "b=2", "c=3"}, dump(r), "reads need not be announced by Want")
		var keys []string
		for k := range r.Scan(things, store.Range{}.Backwards()) {
			keys = append(keys, string(k))
		}
		assert.Equal(t, []string{"c", "b", "a"}, keys)
	}
	view(t, s, read)
	require.NoError(t, s.Update(t.Context(), func(tx store.Tx) error {
		read(tx)
		tx.Put(things, []byte("none"), []byte("4"))
		tx.Delete(things, []byte("a"))
		assert.Nil(t, tx.Get(things, []byte("a")))
		assert.Equal(t, []string{"b=2", "c=3", "none=4"}, dump(tx))
		return nil
	}))
}

func testLock(t *testing.T, b Backend) {
	s := open(t, b)
	testLockOfBoth(t, s, s)
}

// testLockOfBoth verifies mutual exclusion of one name, while other names are free.
func testLockOfBoth(t *testing.T, one, other store.Store) {
	var wg sync.WaitGroup
	held, most := 0, 0
	var mu sync.Mutex
	outer, err := one.Lock(t.Context(), "another name")
	require.NoError(t, err)
	for i := range 12 {
		s := []store.Store{one, other}[i%2]
		wg.Go(func() {
			release, err := s.Lock(t.Context(), "name")
			if !assert.NoError(t, err) {
				return
			}
			mu.Lock()
			held++
			most = max(most, held)
			mu.Unlock()
			// Yield, so that a missing exclusion is detected.
			_, _ = get(t, s, "a")
			mu.Lock()
			held--
			mu.Unlock()
			release()
		})
	}
	wg.Wait()
	outer()
	assert.Equal(t, 1, most)
	testLockWait(t, one, other)
}

// testLockWait verifies that waiters for one name do not block other names, and that a
// wait ends with its context.
func testLockWait(t *testing.T, one, other store.Store) {
	held, err := one.Lock(t.Context(), "name")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for i := range 30 {
		s := []store.Store{one, other}[i%2]
		wg.Go(func() {
			_, err := s.Lock(ctx, "name")
			assert.ErrorIs(t, err, context.Canceled)
		})
	}
	var releases []func()
	for i := range 20 {
		release, err := one.Lock(t.Context(), fmt.Sprint("another name ", i))
		require.NoError(t, err)
		releases = append(releases, release)
	}
	for _, release := range releases {
		release()
	}
	cancel()
	wg.Wait()
	held()
	again, err := other.Lock(t.Context(), "name")
	require.NoError(t, err)
	again()
}
