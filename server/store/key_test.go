package store_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"

	"webim.js/server/store"
)

func TestKeyOrderMatchesParts(t *testing.T) {
	ordered := [][]byte{
		store.Key(""),
		store.Key("", "b"),
		store.Key("\x00"),
		store.Key("\x01"),
		store.Key("a"),
		store.Key("a", uint32(7)),
		store.Key("a", uint64(1)<<63),
		store.Key("a\x00"),
		store.Key("a\x00b"),
		store.Key("ab"),
		store.Key("甲"),
	}
	for i := 1; i < len(ordered); i++ {
		assert.Negative(t, bytes.Compare(ordered[i-1], ordered[i]), "%x before %x", ordered[i-1], ordered[i])
	}
	assert.Panics(t, func() { store.Key(1) }, "int must panic, since it has no fixed size")
}

func FuzzKeyParts(f *testing.F) {
	f.Add("alice", "a\x00\x01", uint64(5))
	f.Fuzz(func(t *testing.T, a, b string, n uint64) {
		k := store.Key(a, b, n)
		first, rest, ok := store.CutString(k)
		assert.True(t, ok)
		second, rest, ok := store.CutString(rest)
		assert.True(t, ok)
		third, rest, ok := store.CutUint64(rest)
		assert.True(t, ok)
		assert.Equal(t, []any{a, b, n, 0}, []any{first, second, third, len(rest)})
		if a != b {
			assert.False(t, bytes.HasPrefix(k, store.Key(b)), "the key of another string must not be a prefix")
		}
	})
}
