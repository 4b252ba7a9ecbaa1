package api

import (
	"io"
	"sync"
)

// Budget bounds the memory that bodies take together, of requests while they
// arrive and are processed, or of answers while they are written: of all
// clients, and of one. 0 is any number.
type Budget struct {
	Total, Each int64 // bytes

	mu    sync.Mutex
	taken int64
	by    map[string]int64
}

// bodyFactor is what a body takes for each of its bytes: itself, and what is
// made of it (a decoded file, say).
const bodyFactor = 2

// take reserves memory for a client, or refuses.
func (b *Budget) take(client string, n int64) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.Total > 0 && b.taken+n > b.Total || b.Each > 0 && b.by[client]+n > b.Each {
		return Errorf(CodeBusy, "too many large requests or answers at once; try again")
	}
	if b.by == nil {
		b.by = map[string]int64{}
	}
	b.taken += n
	b.by[client] += n
	return nil
}

func (b *Budget) giveBack(client string, n int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.taken -= n
	if b.by[client] -= n; b.by[client] == 0 {
		delete(b.by, client)
	}
}

// Taken is how much is reserved now.
func (b *Budget) Taken() int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.taken
}

// share is what one call has of the budget.
type share struct {
	budget *Budget // nil: any number
	client string
	taken  int64
}

// take reserves what n more bytes of a body need.
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
		s.budget.giveBack(s.client, s.taken)
	}
}

// firstBuffer in bytes holds most bodies.
const firstBuffer = 4 << 10

// readBody reads a body into memory that is reserved before it is taken, and
// grows with what arrives: who announces much and sends nothing takes nothing.
func readBody(r io.Reader, length, limit int64, s *share) ([]byte, error) {
	if length < 0 {
		length = limit
	}
	size := min(length+1, firstBuffer) // one more, to see the end
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
