package webim

import "slices"

// heldBatch is a batch that is not finished with. Its contents are kept by the
// page's side until it is released: once, here, when the last who needs it is
// done, or when the sign-in it came in ends.
type heldBatch struct {
	Batch
	users int
}

// batches are all that are held.
type batches struct{ held []*heldBatch }

// open opens the message lists of an answer. The batch is the caller's, who
// ends with finish, as does everybody for whom it is kept further.
func (c *Client) open(a Answer, list string) *heldBatch {
	b := &heldBatch{a.Batch(list, c.id.identifier), 1}
	c.batches.held = append(c.batches.held, b)
	return b
}

// keep is for one more who needs it.
func (b *heldBatch) keep() *heldBatch {
	b.users++
	return b
}

// finish tells that somebody is done with a batch. After the end of the sign-in
// it does nothing: that has released it.
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

// reset releases whatever is held, for nobody is left to need it.
func (s *batches) reset() {
	held := s.held
	s.held = nil
	for _, b := range held {
		b.Release()
	}
}
