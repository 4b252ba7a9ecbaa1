package main

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCutLeavesOutLongRunsOfZerosOnly(t *testing.T) {
	memory := make([]byte, 400)
	memory[7] = 1
	memory[7+maxGap+1] = 2 // after maxGap zeros
	memory[100] = 3
	memory[100+maxGap+2] = 4 // after one more
	memory[399] = 5
	segments := cut(memory)
	var ends [][2]int64
	for _, s := range segments {
		ends = append(ends, [2]int64{s.offset, s.offset + int64(len(s.data))})
	}
	assert.Equal(t, [][2]int64{{7, 7 + maxGap + 2}, {100, 101}, {102 + maxGap, 103 + maxGap}, {399, 400}}, ends)

	again, err := layOut(segments)
	require.NoError(t, err)
	assert.Equal(t, memory, again)
	assert.Empty(t, cut(make([]byte, 100)))
}

func TestLayOutLetsLaterSegmentsWin(t *testing.T) {
	memory, err := layOut([]segment{{2, []byte("first")}, {4, []byte("XX")}, {0, []byte("a")}})
	require.NoError(t, err)
	assert.Equal(t, []byte("a\x00fiXXt"), memory)
	_, err = layOut([]segment{{maxMemory, []byte("x")}})
	assert.Error(t, err)
}

func TestSegmentsSurvive(t *testing.T) {
	segments := []segment{{100, []byte("one")}, {70000, []byte{}}, {math.MaxInt32, []byte("far")}}
	again, err := readSegments(writeSegments(segments))
	require.NoError(t, err)
	assert.Equal(t, segments, again)
}

func TestRefusesSegmentsThatGoDoesNotWrite(t *testing.T) {
	for name, body := range map[string][]byte{
		"a passive segment": {1, 1, 1, 'x'},
		"too many segments": {0xFF, 0xFF, 0xFF, 0xFF, 0x0F},
	} {
		_, err := slim(writeModule([]section{{sectionData, body}}))
		assert.Error(t, err, name)
	}
}

// A later Go version may lay its tables out otherwise.
func TestUnknownLineTablesAreKept(t *testing.T) {
	module := writeModule([]section{{sectionData, writeSegments([]segment{{1, []byte("data")}})}})
	slimmed, err := slim(module)
	require.NoError(t, err)
	assert.Equal(t, module, slimmed)
}

func TestSignedNumbersSurvive(t *testing.T) {
	for _, n := range []int64{0, 1, -1, 63, 64, -64, -65, 8191, 8192, math.MaxInt32, math.MinInt32, math.MaxInt64, math.MinInt64} {
		r := reader{rest: appendVarint(nil, n)}
		assert.Equal(t, n, r.int())
		assert.NoError(t, r.err)
		assert.Empty(t, r.rest)
	}
}

// tables is a pclntab of two functions. Its tables by program counter: at 1 a
// stack depth, at 7 files, at 10 lines, at 15 a further table.
func tables() (memory []byte, records [2]int) {
	pc := []byte{0, 0, 2, 0x80, 1, 4, 0, 2, 3, 0, 8, 1, 9, 1, 0, 4, 5, 0}
	le := binary.LittleEndian
	record := func(depth, file, line uint32, further ...uint32) []byte {
		fields := []uint32{1, 2, 3, 4, depth, file, line, uint32(len(further)), 7, 8, 0}
		var b []byte
		for _, f := range append(fields, further...) {
			b = le.AppendUint32(b, f)
		}
		return b
	}
	first, second := record(1, 7, 10, 0, 15), record(1, 7, 10)
	const names, units, files = 72, 80, 84
	byPC := uint64(files + 6)
	index := byPC + uint64(len(pc))
	memory = append(memory, pclntabStart...)
	for _, field := range []uint64{2, 1, 0, names, units, files, byPC, index} {
		memory = le.AppendUint64(memory, field)
	}
	memory = append(memory, "f\x00g\x00\x00\x00\x00\x00\x01\x02\x03\x04a.go\x00\x00"...)
	memory = append(memory, pc...)
	at := 2 * indexEntry
	memory = le.AppendUint32(le.AppendUint32(memory, 0), uint32(at))
	memory = le.AppendUint32(le.AppendUint32(memory, 65536), uint32(at+len(first)))
	records = [2]int{len(memory), len(memory) + len(first)}
	return append(append(memory, first...), second...), records
}

func TestClearLineTables(t *testing.T) {
	before, records := tables()
	memory := append([]byte("some data before"), before...)
	require.NoError(t, clearLineTables(memory))
	memory = memory[16:]

	want := append([]byte(nil), before...)
	clear(want[80:90]) // compilation units and file names
	clear(want[90+7 : 90+15])
	for _, at := range records {
		for _, field := range []int{funcFile, funcLine, funcUnit, funcStartLine} {
			clear(want[at+field : at+field+4])
		}
	}
	assert.Equal(t, want, memory)
}

func TestClearLineTablesRefusesNonsense(t *testing.T) {
	good, records := tables()
	for name, spoil := range map[string]func(memory []byte) []byte{
		"another magic number": func(m []byte) []byte { m[0]++; return m },
		"two of them":          func(m []byte) []byte { return append(m, pclntabStart...) },
		"a short header":       func(m []byte) []byte { return m[:40] },
		"offsets in disorder":  func(m []byte) []byte { m[8+8*headerTables] = 1; return m },
		"too many functions":   func(m []byte) []byte { m[8] = 200; return m },
		"a record outside":     func(m []byte) []byte { return m[:records[1]+20] },
		"a table outside":      func(m []byte) []byte { m[records[0]+funcStackDepth] = 200; return m },
		"too many tables":      func(m []byte) []byte { m[records[1]+funcTables] = 100; return m },
	} {
		memory := spoil(append([]byte(nil), good...))
		assert.Error(t, clearLineTables(memory), name)
	}
}
