package webim

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
)

// plainSeen is the reference implementation, a map without an order.
type plainSeen map[[3]float64]int64

func (p plainSeen) admit(mine bool, seq, random, time float64, window int64) bool {
	key := [3]float64{0, seq, random}
	if mine {
		key[0] = 1
	}
	before, known := p[key]
	p[key] = int64(time)
	return !known || outsideWindow(before, int64(time), window)
}

func TestSeenMatchesMapInAnyOrder(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 1))
		for _, window := range []int64{0, 1800} {
			var ordered seen
			plain := plainSeen{}
			next := 0.0
			for range 2000 {
				seq, random := next, float64(r.Uint32N(3))
				switch r.IntN(4) {
				case 0:
					seq = float64(r.Uint32N(1500)) // late or repeated
				case 1:
					next += float64(r.Uint32N(3))
				default:
					next++
				}
				mine, time := r.IntN(5) == 0, float64(r.Uint32N(10000))
				assert.Equal(t, plain.admit(mine, seq, random, time, window), ordered.admit(mine, seq, random, time, window))
			}
		}
	}
}

func TestSeenIsNewAfterWindow(t *testing.T) {
	var s seen
	assert.True(t, s.admit(false, 1, 2, 1000, 1800))
	assert.False(t, s.admit(false, 1, 2, 2799, 1800))
	assert.False(t, s.admit(false, 1, 2, 4598, 1800), "each attempt must extend the window")
	assert.True(t, s.admit(false, 1, 2, 6398, 1800))
	assert.True(t, s.admit(true, 1, 2, 6398, 1800), "an own message must be distinct")
	assert.True(t, s.admit(false, 2, 1, 6398, 1800), "the pair must be compared, not its sum")
}

func BenchmarkSeenInOrder(b *testing.B) {
	for b.Loop() {
		var s seen
		s.reserve(10000)
		for i := range 10000 {
			s.admit(false, float64(i), 7, 0, 0)
		}
	}
}
