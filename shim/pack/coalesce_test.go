package main

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// memoryOf lays segments out as an engine does.
func memoryOf(t *testing.T, segments []segment) []byte {
	t.Helper()
	var memory []byte
	for _, s := range segments {
		if end := int(s.offset) + len(s.data); end > len(memory) {
			memory = append(memory, make([]byte, end-len(memory))...)
		}
		copy(memory[s.offset:], s.data)
	}
	return memory
}

func moduleOf(sections ...[]byte) []byte {
	module := []byte("\x00asm\x01\x00\x00\x00")
	for _, s := range sections {
		module = append(module, s[0])
		module = binary.AppendUvarint(module, uint64(len(s)-1))
		module = append(module, s[1:]...)
	}
	return module
}

func dataSection(segments []segment) []byte {
	return append([]byte{sectionData}, writeSegments(segments)...)
}

func segmentsOf(t *testing.T, module []byte) []segment {
	t.Helper()
	r := reader{rest: module[moduleHeader:]}
	for len(r.rest) > 0 {
		id, body := r.byte(), r.bytes(int(r.uint()))
		require.NoError(t, r.err)
		if id == sectionData {
			segments, err := readSegments(body)
			require.NoError(t, err)
			return segments
		}
	}
	return nil
}

func TestCoalesceJoinsNeighboursAndKeepsMemory(t *testing.T) {
	before := []segment{
		{100, []byte("one")},
		{103, []byte("touching")},
		{111 + maxGap, []byte("at the limit")},
		{123 + maxGap + maxGap + 1, []byte("just beyond it")},
		{70000, []byte("far away")},
	}
	custom := append([]byte{sectionCustom}, "\x04name..."...)
	other := []byte{1, 0}
	out, err := coalesce(moduleOf(other, custom, dataSection(before)))
	require.NoError(t, err)

	after := segmentsOf(t, out)
	assert.Len(t, after, 3)
	assert.Equal(t, memoryOf(t, before), memoryOf(t, after))
	assert.Equal(t, moduleOf(other, dataSection(after)), out, "other sections stay, custom ones go")
}

func TestCoalesceKeepsOverlapsInOrder(t *testing.T) {
	before := []segment{{10, []byte("first")}, {12, []byte("XX")}, {5, []byte("earlier")}}
	out, err := coalesce(moduleOf(dataSection(before)))
	require.NoError(t, err)
	assert.Equal(t, before, segmentsOf(t, out))
}

func TestCoalesceRefusesWhatItDoesNotKnow(t *testing.T) {
	good := moduleOf(dataSection([]segment{{1, []byte("data")}}))
	passive := moduleOf([]byte{sectionData, 1, 1, 1, 'x'})
	for name, module := range map[string][]byte{
		"empty":                nil,
		"not a module":         []byte("<!doctype html>"),
		"truncated":            good[:len(good)-1],
		"a passive segment":    passive,
		"a length too large":   append(good[:len(good):len(good)], 1, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F),
		"an unfinished number": append(good[:len(good):len(good)], 1, 0x80),
	} {
		_, err := coalesce(module)
		assert.Error(t, err, name)
	}
}

func TestSignedNumbersSurvive(t *testing.T) {
	for _, n := range []int64{0, 1, -1, 63, 64, -64, -65, 8191, 8192, math.MaxInt32, math.MinInt32, math.MaxInt64, math.MinInt64} {
		r := reader{rest: appendVarint(nil, n)}
		assert.Equal(t, n, r.int())
		assert.NoError(t, r.err)
		assert.Empty(t, r.rest)
	}
}
