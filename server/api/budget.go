package api

import (
	"io"
	"sync"
)

// Budget limits the memory for bodies, of requests while they are read and
// processed, or of responses while they are written: in total, and for each client.
// 0 means no limit.
type Budget struct {
	Total, Each int64 // bytes

	mu    sync.Mutex
	taken int64
	by    map[string]int64
}

// bodyFactor is the memory per byte of a body: for the body and its decoded form.
const bodyFactor = 2

// take reserves n bytes for a client, or returns an error.
func (b *Budget) take(client string, n int64) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.Total > 0 && b.taken+n > b.Total || b.Each > 0 && b.by[client]+n > b.Each {
		return Errorf(CodeBusy, "too many large requests or responses at once; try again")
	}
	if b.by == nil {
		b.by = map[string]int64{}
	}
	b.taken += n
	b.by[client] += n
	return nil
}

// release returns n bytes that take has reserved.
func (b *Budget) release(client string, n int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.taken -= n
	if b.by[client] -= n; b.by[client] == 0 {
		delete(b.by, client)
	}
}

// Taken returns the number of reserved bytes.
func (b *Budget) Taken() int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.taken
}

// share is the part of a budget that a call has reserved.
type share struct {
	budget *Budget // nil means no limit
	client string
	taken  int64
}

// take reserves memory for n more bytes of a body.
func (s *share) take(n int64) error {
	if s.budget == nil || n <= 0 {
		return nil
	}
	if err := s.budget.take(s.client, n*bodyFactor); err != nil {
		return err
	}
	s.taken += n * bodyFactor
	return nil
}

func (s *share) end() {
	if s.taken > 0 {
		s.budget.release(s.client, s.taken)
	}
}

// firstBuffer, in bytes, is large enough for most bodies.
const firstBuffer = 4 << 10

// readBody reads a body, and reserves its memory in the budget before it allocates.
// The buffer grows with the bytes received: a large Content-Length alone reserves
// nothing.
func readBody(r io.Reader, length, limit int64, s *share) ([]byte, error) {
	if length < 0 {
		length = limit
	}
	size := min(length+1, firstBuffer) // one more, to detect the end
	if err := s.take(size); err != nil {
		return nil, err
	}
	body := make([]byte, 0, size)
	for {
		if int64(len(body)) == size {
			grown := min(2*size, max(length, size)+firstBuffer)
			if err := s.take(grown - size); err != nil {
				return nil, err
			}
			body, size = append(make([]byte, 0, grown), body...), grown
		}
		n, err := r.Read(body[len(body):size])
		body = body[:len(body)+n]
		if err == io.EOF {
			return body, nil
		}
		if err != nil {
			return nil, err
		}
	}
}
