package webim

import "slices"

// heldBatch is a reference-counted batch. JavaScript keeps its contents until
// it is released, which happens once: with the last reference, or when the
// session ends.
type heldBatch struct {
	Batch
	users int
}

// batches holds the batches that are not released yet.
type batches struct{ held []*heldBatch }

// open opens the message lists of a response. The caller owns a reference and
// must release it with finish.
func (c *Client) open(resp Response, list string) *heldBatch {
	b := &heldBatch{resp.Batch(list, c.id.identifier), 1}
	c.batches.held = append(c.batches.held, b)
	return b
}

// keep adds a reference.
func (b *heldBatch) keep() *heldBatch {
	b.users++
	return b
}

// finish drops a reference and releases the batch with the last one. After the
// end of the session it is a no-op, since reset has released the batch.
func (s *batches) finish(b *heldBatch) {
	if b.users--; b.users != 0 {
		return
	}
	if i := slices.Index(s.held, b); i >= 0 {
		s.held = slices.Delete(s.held, i, i+1)
		b.Release()
	}
}

func (s *batches) finishAll(list []*heldBatch) {
	for _, b := range list {
		s.finish(b)
	}
}

// reset releases all batches, whatever their reference counts.
func (s *batches) reset() {
	held := s.held
	s.held = nil
	for _, b := range held {
		b.Release()
	}
}
