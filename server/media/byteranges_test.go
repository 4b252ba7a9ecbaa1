package media

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestByteRangesMerge(t *testing.T) {
	for _, c := range []struct {
		name    string
		add     byteRanges
		want    byteRanges
		missing int64
	}{
		{"no ranges", nil, nil, 0},
		{"in order", byteRanges{{0, 5}, {5, 9}}, byteRanges{{0, 9}}, 9},
		{"backwards", byteRanges{{5, 9}, {0, 5}}, byteRanges{{0, 9}}, 9},
		{"repeated", byteRanges{{0, 5}, {0, 5}, {2, 3}}, byteRanges{{0, 5}}, 5},
		{"a gap", byteRanges{{0, 2}, {4, 6}}, byteRanges{{0, 2}, {4, 6}}, 2},
		{"filled gap", byteRanges{{0, 2}, {4, 6}, {2, 4}}, byteRanges{{0, 6}}, 6},
		{"not from the beginning", byteRanges{{3, 6}}, byteRanges{{3, 6}}, 0},
		{"over several", byteRanges{{0, 1}, {3, 4}, {6, 7}, {9, 10}, {2, 8}}, byteRanges{{0, 1}, {2, 8}, {9, 10}}, 1},
		{"touching both sides", byteRanges{{0, 1}, {3, 4}, {1, 3}}, byteRanges{{0, 4}}, 4},
		{"empty ranges", byteRanges{{4, 4}, {0, 2}, {1, 1}}, byteRanges{{0, 2}}, 2},
	} {
		var s byteRanges
		for _, n := range c.add {
			s = s.add(n)
		}
		assert.Equal(t, c.want, s, c.name)
		assert.Equal(t, c.missing, s.missing(), c.name)
		for _, n := range c.add {
			assert.True(t, s.has(n), "%s: %v", c.name, n)
		}
	}
	assert.False(t, byteRanges{{0, 2}, {4, 6}}.has(byteRange{1, 5}))
	assert.False(t, byteRanges(nil).has(byteRange{0, 1}))
}

func FuzzByteRanges(f *testing.F) {
	f.Add([]byte{0, 3, 9, 12, 3, 9})
	f.Fuzz(func(t *testing.T, bounds []byte) {
		var s byteRanges
		var bytes [256]bool
		for i := 0; i+1 < len(bounds); i += 2 {
			n := byteRange{int64(bounds[i]), int64(bounds[i+1])}
			s = s.add(n)
			for at := n.From; at < n.To; at++ {
				bytes[at] = true
			}
		}
		first := int64(0)
		for first < 256 && bytes[first] {
			first++
		}
		assert.Equal(t, first, s.missing())
		for at, found := range bytes {
			assert.Equal(t, found, s.has(byteRange{int64(at), int64(at) + 1}))
		}
		for i := 1; i < len(s); i++ {
			assert.Less(t, s[i-1].To, s[i].From, "ranges must be sorted and not adjacent")
		}
	})
}
