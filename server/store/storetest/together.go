package storetest

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/store"
)

// waitLimit is the timeout for expected events.
const waitLimit = 20 * time.Second

// RunTogether runs the tests of stores that several processes share. open opens the
// same empty store twice.
func RunTogether(t *testing.T, open func(t *testing.T) (one, other store.Store)) {
	for name, test := range map[string]func(t *testing.T, one, other store.Store){
		"reads changes of the other":     testReadOther,
		"updates of both run one by one": testSerialUpdatesOfBoth,
		"stamps of both rise together":   testStampOrderOfBoth,
		"notes arrive in order":          testNotesOfBoth,
		"cache is not stale":             testCacheFreshness,
		"lock has one holder":            testLockOfBoth,
	} {
		t.Run(name, func(t *testing.T) {
			one, other := open(t)
			t.Cleanup(func() { one.Close(); other.Close() })
			test(t, one, other)
		})
	}
}

func testReadOther(t *testing.T, one, other store.Store) {
	put(t, one, "a", "1", "b", "1")
	v, _ := get(t, other, "a")
	assert.Equal(t, "1", v)
	var all []string
	require.NoError(t, other.Update(t.Context(), func(tx store.Tx) error {
		all = dump(tx)
		tx.Delete(things, []byte("b"))
		return nil
	}))
	assert.Equal(t, []string{"a=1", "b=1"}, all)
	var removed []byte
	require.NoError(t, one.Update(t.Context(), func(tx store.Tx) error {
		removed = tx.Get(things, []byte("b"))
		return nil
	}))
	assert.Nil(t, removed)
	require.NoError(t, one.View(t.Context(), func(r store.Reader) error {
		assert.Equal(t, "1", string(r.Get(things, []byte("a"))))
		put(t, other, "a", "2")
		assert.Equal(t, "1", string(r.Get(things, []byte("a"))), "a view must be one snapshot")
		return nil
	}))
}

func testSerialUpdatesOfBoth(t *testing.T, one, other store.Store) {
	const people, times = 10, 15
	var wg sync.WaitGroup
	for i := range people {
		s := []store.Store{one, other}[i%2]
		wg.Go(func() {
			for range times {
				assert.NoError(t, s.Update(t.Context(), func(tx store.Tx) error {
					n, _ := store.Load[int](tx, things, []byte("n"))
					store.Save(tx, things, []byte("n"), n+1)
					return nil
				}))
			}
		})
	}
	wg.Wait()
	v, _ := get(t, one, "n")
	assert.Equal(t, "150", v)
}

func testStampOrderOfBoth(t *testing.T, one, other store.Store) {
	stop := make(chan struct{})
	waits := []func(){writeStamps(t, one, stop), writeStamps(t, other, stop)}
	seen := 0
	for seen < 300 {
		for _, s := range []store.Store{one, other} {
			view(t, s, func(r store.Reader) {
				n := checkComplete(t, r)
				assert.GreaterOrEqual(t, n, seen)
				seen = n
			})
		}
	}
	close(stop)
	for _, wait := range waits {
		wait()
	}
}

func testNotesOfBoth(t *testing.T, one, other store.Store) {
	topic := store.Topic[uint64]{Name: "topic"}
	const people, times = 8, 20
	type follower struct {
		mu       sync.Mutex
		received []uint64
		all      chan struct{}
	}
	followers := []*follower{{all: make(chan struct{})}, {all: make(chan struct{})}}
	for i, s := range []store.Store{one, other} {
		topic.Follow(s, func(n uint64) {
			followers[i].mu.Lock()
			defer followers[i].mu.Unlock()
			if followers[i].received = append(followers[i].received, n); len(followers[i].received) == people*times {
				close(followers[i].all)
			}
		}, func(uint64) { assert.Fail(t, "Missed must not be called") })
	}
	var wg sync.WaitGroup
	for i := range people {
		at := i % 2
		wg.Go(func() {
			for range times {
				var stamp uint64
				assert.NoError(t, []store.Store{one, other}[at].Update(t.Context(), func(tx store.Tx) error {
					stamp = tx.Stamp()
					topic.Announce(tx, stamp)
					return nil
				}))
				followers[at].mu.Lock()
				assert.Contains(t, followers[at].received, stamp, "notes must be received in the same process before Update returns")
				followers[at].mu.Unlock()
			}
		})
	}
	wg.Wait()
	for _, e := range followers {
		select {
		case <-e.all:
		case <-time.After(waitLimit):
			require.Fail(t, "notes not received")
		}
		assert.IsIncreasing(t, e.received)
	}
	assert.Equal(t, followers[0].received, followers[1].received)
}

// testCacheFreshness repeatedly reads the same keys and ranges through one store while the
// other one changes them, to detect stale caches.
func testCacheFreshness(t *testing.T, one, other store.Store) {
	for i := range 60 {
		key := string(rune('a' + i%3))
		writer, reader := one, other
		if i%2 == 1 {
			writer, reader = other, one
		}
		var want []string
		require.NoError(t, writer.Update(t.Context(), func(tx store.Tx) error {
			if i%5 == 4 {
				tx.Delete(things, []byte(key))
			} else {
				tx.Put(things, []byte(key), []byte{byte('0' + i)})
			}
			want = dump(tx)
			return nil
		}))
		// Earlier runs may see an older state; the last run counts.
		var got, scanned []string
		require.NoError(t, reader.Update(t.Context(), func(tx store.Tx) error {
			got = nil
			for _, k := range []string{"a", "b", "c"} {
				if v := tx.Get(things, []byte(k)); v != nil {
					got = append(got, k+"="+string(v))
				}
			}
			scanned = dump(tx)
			return nil
		}))
		require.Equal(t, want, got)
		require.Equal(t, want, scanned)
	}
}
