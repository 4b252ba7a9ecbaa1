package pgstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"webim.js/server/store"
)

// write commits the batches one at a time.
func (s *Store) write() {
	defer close(s.done)
	s.signalPrepare()
	for p := range s.batches {
		s.signaled = false
		s.settle(p)
		s.signalPrepare()
	}
	if s.writer != nil {
		s.closeWriter()
	}
}

// settle commits a batch and reports the result to its callers. It retries while
// the database is unreachable, up to retryTimeout. If the connection broke after
// the commit was sent, it looks the outcome up in the log, up to outcomeTimeout.
func (s *Store) settle(p preparedBatch) {
	start := time.Now()
	b, err := p.batch, p.err
	sent := false
	var number uint64
	for {
		if err == nil {
			number, err = s.commit(b, &sent)
		}
		if err == nil || !isTransient(err) {
			break
		}
		for limit := outcomeTimeout; sent && err != nil; {
			// The functions must not run again before the outcome is known: they
			// set their callers' variables, which must match the committed result.
			time.Sleep(retryPause)
			s.metrics.retries.Inc()
			if number, err = s.committedNumber(b); err != nil && (!isTransient(err) || errors.Is(err, errBehind) || time.Since(start) > limit) {
				break
			}
		}
		if number > 0 || sent && err != nil {
			break
		}
		sent = false
		if time.Since(start) > retryTimeout || s.isClosing() {
			break
		}
		s.metrics.retries.Inc()
		if !errors.Is(err, errBehind) {
			time.Sleep(retryPause)
		}
		ctx, cancel := context.WithTimeout(context.Background(), retryTimeout)
		err = s.readAgain(ctx, b)
		cancel()
	}
	s.follow.end(b)
	if err == nil && number > 0 {
		s.follow.awaitDelivered(number) // followers are called before Update returns
	}
	s.observe(store.Flush{Updates: len(b.updates), Took: time.Since(start), Err: err})
	for i, u := range b.updates {
		s.queue.Spend(b.entries[i], b.took[i])
		if err != nil {
			u.err = fmt.Errorf("pgstore: commit: %w", err)
		}
		u.result <- u.err
	}
}

// readAgain reads ahead again after a connection broke.
func (s *Store) readAgain(ctx context.Context, b *batch) error {
	s.follow.end(b)
	return s.readAhead(ctx, b)
}

// errBehind reports that the log was truncated past the batch's reads.
var errBehind = errors.New("pgstore: fell behind the change log")

// commit runs a batch's functions under the lock and returns the batch's number
// once it is durable, or 0 if there was nothing to write. It sets sent once it has
// sent a commit.
func (s *Store) commit(b *batch, sent *bool) (number uint64, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), lockTime)
	defer cancel()
	if err := s.readyWriter(ctx); err != nil {
		return 0, err
	}
	defer func() {
		if err != nil {
			s.closeWriter()
		}
	}()
	start := time.Now()
	h, err := s.lock(ctx)
	if err != nil {
		return 0, err
	}
	locked := time.Now()
	s.signalPrepare()
	s.metrics.lockWait.Observe(locked.Sub(start).Seconds())
	defer func() { s.metrics.lockHold.Observe(time.Since(locked).Seconds()) }()
	if !s.follow.end(b) {
		return 0, errBehind
	}
	r := s.runAll(ctx, b, h)
	if len(r.changed) == 0 && len(r.notes) == 0 && r.stamp == h.stamp {
		_, err := s.writer.Exec(ctx, "ROLLBACK")
		return 0, err
	}
	s.follow.expect(b)
	*sent = true
	if err := s.put(ctx, h, r); err != nil {
		return 0, err
	}
	s.follow.advance(r)
	return r.number, nil
}

func (s *Store) readyWriter(ctx context.Context) (err error) {
	if s.writer == nil || s.writer.IsClosed() {
		s.writer, err = s.connectWriter(ctx)
	}
	return err
}

// closeWriter closes the writer's connection, which may be broken.
func (s *Store) closeWriter() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = s.writer.Close(ctx)
}

// committedNumber returns the number of a batch whose commit was sent without a response,
// or 0 if it was not committed. It acquires the lock first: the connection that sent the
// commit held it, so the outcome is then final.
func (s *Store) committedNumber(b *batch) (number uint64, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), lockTime)
	defer cancel()
	if err := s.readyWriter(ctx); err != nil {
		return 0, err
	}
	if _, err = s.lock(ctx); err == nil {
		_, err = s.writer.Exec(ctx, "ROLLBACK")
	}
	if err != nil {
		s.closeWriter()
		return 0, err
	}
	return s.follow.numberOf(b)
}
