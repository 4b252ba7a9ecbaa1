package main

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// expand undoes encode.
func (p payload) expand() []byte {
	sequences := make([][]byte, len(p.codes))
	for i := range sequences {
		if i < 256 {
			sequences[i] = []byte{byte(i)}
		} else {
			pair := p.pairs[i-256]
			sequences[i] = append(append([]byte(nil), sequences[pair[0]]...), sequences[pair[1]]...)
		}
	}
	var binary []byte
	for _, symbol := range p.text {
		binary = append(binary, sequences[symbol]...)
	}
	return binary
}

func samples() map[string][]byte {
	random := rand.New(rand.NewPCG(1, 2))
	noise := make([]byte, 5000)
	for i := range noise {
		noise[i] = byte(random.Uint32())
	}
	return map[string][]byte{
		"nothing":          nil,
		"one byte":         {7},
		"one value":        make([]byte, 1000),
		"every value":      noise,
		"repeated phrases": bytes.Repeat([]byte("\x20\x00\x41\x10\x6a\x21\x00 some phrase \x0b\x00\x00\x00\x00"), 300),
		"overlapping runs": []byte(strings.Repeat("a", 7) + "b" + strings.Repeat("a", 8)),
	}
}

func TestPayloadHoldsTheBinary(t *testing.T) {
	for name, binary := range samples() {
		p := encode(bytes.Clone(binary))
		assert.Equal(t, len(binary), p.size, name)
		assert.True(t, bytes.Equal(binary, p.expand()), name)
		assert.Equal(t, p, encode(binary), "%s: the same binary gives the same text", name)
	}
}

func TestCodesCanBeToldApart(t *testing.T) {
	for name, binary := range samples() {
		p := encode(binary)
		seen := map[string]bool{}
		for _, code := range p.codes {
			assert.False(t, seen[code], "%s: %q stands for two symbols", name, code)
			seen[code] = true
			if strings.Contains(prefixes, code[:1]) {
				assert.Len(t, code, 2, name)
			} else {
				assert.Len(t, code, 1, name)
			}
		}
		require.Len(t, seen, 256+len(p.pairs), name)
	}
	room := len(characters()) - len(prefixes) + len(prefixes)*len(characters())
	assert.LessOrEqual(t, 256+sequences, room)
}

func TestLiteralNeedsNoEscapes(t *testing.T) {
	literal := encode(samples()["every value"]).literal()
	assert.Equal(t, 8, strings.Count(literal, `"`), "only the quotes around its four strings")
	assert.Equal(t, -1, strings.IndexFunc(literal, func(r rune) bool { return r < '!' || r > '~' || r == '\\' || r == '<' }))
}

func TestScript(t *testing.T) {
	bundle := []byte("(()=>{})();\n")
	split, err := script(bundle, nil)
	require.NoError(t, err)
	assert.Equal(t, `"use strict";(()=>{})();`+"\n", string(split))

	single, err := script(bundle, []byte("binary"))
	require.NoError(t, err)
	assert.Regexp(t, `^"use strict";\(function\(PAYLOAD\)\{\(\(\)=>\{\}\)\(\);\}\)\(\{size:6,.*"\}\);\n$`, string(single))

	_, err = script([]byte(`"é"`), nil)
	assert.ErrorContains(t, err, "not ASCII")
}
