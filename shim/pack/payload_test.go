package main

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// expand decodes a payload like shim/payload.js; the loader's tests require the same
// result.
func (p payload) expand(text string) []byte {
	codes := map[string]byte{}
	for b, code := range p.codes {
		codes[code] = byte(b)
	}
	var out []byte
	for len(text) > 0 {
		n := 1
		if strings.Contains(prefixes, text[:1]) {
			n = 2
		}
		out = append(out, codes[text[:n]])
		text = text[n:]
	}
	return out
}

func samples() map[string][]byte {
	random := rand.New(rand.NewPCG(1, 2))
	noise := make([]byte, 10_000)
	for i := range noise {
		noise[i] = byte(random.Uint32())
	}
	every := make([]byte, 256)
	for i := range every {
		every[i] = byte(i)
	}
	return map[string][]byte{
		"empty":       {},
		"one byte":    {7},
		"every value": every,
		"noise":       noise,
		"text":        []byte(strings.Repeat("panic: runtime error\x00\x01", 300)),
	}
}

func TestPayloadDecodesToBinary(t *testing.T) {
	for name, binary := range samples() {
		p := encode(binary)
		_, text, _ := strings.Cut(p.literal(), `text:"`)
		text = strings.TrimSuffix(text, `"}`)
		assert.True(t, bytes.Equal(binary, p.expand(text)), name)
		assert.Equal(t, p, encode(binary), "%s: the encoding must be deterministic", name)
	}
}

func TestPayloadCodesAreUnambiguous(t *testing.T) {
	for name, binary := range samples() {
		seen := map[string]bool{}
		for _, code := range encode(binary).codes {
			assert.False(t, seen[code], "%s: ambiguous code %q", name, code)
			seen[code] = true
			if strings.Contains(prefixes, code[:1]) {
				assert.Len(t, code, 2, name)
			} else {
				assert.Len(t, code, 1, name)
			}
		}
		require.Len(t, seen, 256, name)
	}
}

func TestPayloadKeepsFrequentText(t *testing.T) {
	binary := samples()["text"]
	assert.Contains(t, encode(binary).literal(), "panic: runtime error")
}

func TestLiteralNeedsNoEscapes(t *testing.T) {
	literal := encode(samples()["every value"]).literal()
	assert.Equal(t, 6, strings.Count(literal, `"`), "the literal must only contain the quotes of its three strings")
	assert.Equal(t, -1, strings.IndexFunc(literal, func(r rune) bool { return r < ' ' || r > '~' || r == '\\' || r == '<' }))
}

func TestScriptRejectsNonASCII(t *testing.T) {
	single, err := script([]byte("(()=>{})();\n"), []byte("function(w){}"), []byte("binary"))
	require.NoError(t, err)
	assert.Regexp(t, `^"use strict";var webim;\(function\(EXPORT,PAYLOAD\)\{\(\(\)=>\{\}\)\(\);\}\)\(function\(w\)\{\},\{size:6,.*"\}\);\n$`, string(single))

	_, err = script([]byte(`"é"`), nil, nil)
	assert.ErrorContains(t, err, "not ASCII")
}
