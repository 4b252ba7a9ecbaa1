package webim

import (
	"crypto/md5"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestMD5MatchesStandardLibrary(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for size := range 300 {
		data := make([]byte, size)
		for i := range data {
			data[i] = byte(r.Uint32())
		}
		want := md5.Sum(data)
		m := newMD5()
		for rest := data; len(rest) > 0; {
			n := 1 + r.IntN(len(rest))
			m.Write(rest[:n])
			rest = rest[n:]
		}
		assert.Equal(t, fmt.Sprintf("%x", want), m.Hex(), "%d bytes", size)
	}
}

func BenchmarkMD5(b *testing.B) {
	data := make([]byte, 1<<20)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		m := newMD5()
		m.Write(data)
		m.Hex()
	}
}
