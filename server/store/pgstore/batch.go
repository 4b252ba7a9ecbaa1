package pgstore

import (
	"context"
	"crypto/rand"
	"time"

	"webim.js/server/store"
)

// maxBatch bounds the number of updates in a batch.
const maxBatch = 512

// preparedBatch is a batch whose reads were fetched.
type preparedBatch struct {
	*batch
	err error
}

// gather forms batches from the waiting updates and reads ahead for them. It starts
// on a batch when the previous one has acquired the lock, not earlier, so that
// updates that arrive while waiting for the lock join the batch. Fewer batches mean
// shorter waits.
func (s *Store) gather() {
	defer close(s.batches)
	for {
		select {
		case <-s.queue.Ready():
		case <-s.closing:
		}
		for s.queue.Len() > 0 {
			<-s.prepareNext
			if p, ok := s.prepare(); ok {
				s.batches <- p
			} else {
				s.prepareNext <- struct{}{}
			}
		}
		select {
		case <-s.closing:
			return
		default:
		}
	}
}

// prepare forms a batch of pending updates that are expected to take BatchTime, and
// reads ahead for it. ok is false if no updates are pending.
func (s *Store) prepare() (p preparedBatch, ok bool) {
	b := &batch{}
	expected := time.Duration(0)
	for len(b.updates) < maxBatch && expected < store.BatchTime {
		entry, ok := s.queue.Pop()
		if !ok {
			break
		}
		if !entry.Value.Take() {
			s.queue.Spend(entry, 0)
			continue
		}
		b.updates, b.entries = append(b.updates, entry.Value), append(b.entries, entry)
		expected += entry.Estimate()
	}
	if len(b.updates) == 0 {
		return p, false
	}
	b.took = make([]time.Duration, len(b.updates))
	b.id = make([]byte, 16)
	rand.Read(b.id) // never fails
	ctx, cancel := context.WithTimeout(context.Background(), retryTimeout)
	defer cancel()
	return preparedBatch{b, s.readAhead(ctx, b)}, true
}

// signalPrepare allows the next batch to be prepared, once for each settled batch.
func (s *Store) signalPrepare() {
	if !s.signaled {
		s.signaled = true
		s.prepareNext <- struct{}{}
	}
}
