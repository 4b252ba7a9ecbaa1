// Package holds measures how long single requests hold the store's only writer: the
// number of records that each of a request's transactions touches, and the duration
// of the longest.
package holds

import (
	"context"
	"iter"
	"sync"
	"time"

	"webim.js/server/store"
)

// Cost is the cost of the most expensive transactions since Reset.
type Cost struct {
	Transactions  int
	Read, Written int           // of the transaction that touched the most records
	Held          time.Duration // of the longest transaction, from begin to commit
}

// Store is a store.Store that measures its updates.
type Store struct {
	store.Store
	mu   sync.Mutex
	cost Cost
}

// Reset returns the cost so far and resets it.
func (s *Store) Reset() Cost {
	s.mu.Lock()
	defer s.mu.Unlock()
	cost := s.cost
	s.cost = Cost{}
	return cost
}

// Update implements store.Store. The time is only meaningful without concurrent
// updates.
func (s *Store) Update(ctx context.Context, fn func(store.Tx) error) error {
	var counted *tx
	start := time.Now()
	err := s.Store.Update(ctx, func(inner store.Tx) error {
		counted = &tx{Tx: inner}
		return fn(counted)
	})
	held := time.Since(start)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cost.Transactions++
	s.cost.Held = max(s.cost.Held, held)
	if counted != nil && counted.read+counted.written > s.cost.Read+s.cost.Written {
		s.cost.Read, s.cost.Written = counted.read, counted.written
	}
	return err
}

// tx counts the records that are read and written.
type tx struct {
	store.Tx
	read, written int
}

func (t *tx) Get(b store.Bucket, key []byte) []byte {
	t.read++
	return t.Tx.Get(b, key)
}

func (t *tx) Scan(b store.Bucket, r store.Range) iter.Seq2[[]byte, []byte] {
	return func(yield func(k, v []byte) bool) {
		for k, v := range t.Tx.Scan(b, r) {
			t.read++
			if !yield(k, v) {
				return
			}
		}
	}
}

func (t *tx) Put(b store.Bucket, key, value []byte) {
	t.written++
	t.Tx.Put(b, key, value)
}

func (t *tx) Delete(b store.Bucket, key []byte) {
	t.written++
	t.Tx.Delete(b, key)
}
