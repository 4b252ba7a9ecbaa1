package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

// A Go program carries tables for its own use, the pclntab: the runtime needs
// some of them to walk stacks, when it collects garbage, grows a stack or
// recovers from a panic. Those that map code to files and lines only ever serve
// a printed trace, and no linker flag leaves them out. Without them a panic in a
// page names its functions still, with "?:0" for the place, as the runtime does
// for functions that have no tables.
//
// The layout is that of cmd/link/internal/ld/pcln.go and of moduledata, pcHeader
// and _func in package runtime. It has been the same since Go 1.20; the magic
// number changes when it does, and the tables are kept then.

// pclntabStart is the header's magic number, two bytes of padding, the size of
// WebAssembly's smallest instruction and that of a pointer.
var pclntabStart = []byte{0xF1, 0xFF, 0xFF, 0xFF, 0, 0, 1, 8}

// The header's fields, of eight bytes each, in order. Offsets count from its start.
const (
	headerFuncs = iota // how many functions
	headerFiles
	_
	headerNames // offset of the functions' names
	headerUnits // offset of the files of each compilation unit
	headerFileNames
	headerTables // offset of the tables by program counter
	headerIndex  // offset of the index, and what offsets in it count from
	headerFields
)

// Offsets in the record of a function, and its size without what follows it:
// the offsets of as many further tables as it says.
const (
	funcStackDepth  = 16 // table
	funcFile        = 20 // table
	funcLine        = 24 // table
	funcTables      = 28 // how many further tables
	funcUnit        = 32
	funcStartLine   = 36
	funcRecord      = 44
	indexEntry      = 8 // offset of the code, offset of the record
	indexEntryOfRec = 4
)

// clearLineTables sets to zero, in the memory of a Go program that has not yet
// run, all that maps code to source lines.
func clearLineTables(memory []byte) error {
	start := bytes.Index(memory, pclntabStart)
	if start < 0 || bytes.Contains(memory[start+1:], pclntabStart) {
		return errors.New("no pclntab of the known layout; has this Go version changed it?")
	}
	tab := pclntab{memory: memory[start:]}
	if err := tab.readHeader(); err != nil {
		return err
	}
	used := make([]bool, tab.header[headerIndex]-tab.header[headerTables])
	for i := range tab.header[headerFuncs] {
		if err := tab.clearFunc(i, used); err != nil {
			return fmt.Errorf("pclntab, function %d: %w", i, err)
		}
	}
	tables := tab.memory[tab.header[headerTables]:]
	for i, needed := range used {
		if !needed {
			tables[i] = 0
		}
	}
	clear(tab.memory[tab.header[headerUnits]:tab.header[headerTables]])
	return nil
}

type pclntab struct {
	memory []byte // from the header on
	header [headerFields]uint64
}

func (t *pclntab) readHeader() error {
	const size = 8 // of the start, and of each field
	if len(t.memory) < size+headerFields*size {
		return errTruncated
	}
	for i := range t.header {
		t.header[i] = binary.LittleEndian.Uint64(t.memory[size+i*size:])
	}
	h := &t.header
	ordered := h[headerNames] <= h[headerUnits] && h[headerUnits] <= h[headerFileNames] &&
		h[headerFileNames] <= h[headerTables] && h[headerTables] <= h[headerIndex] &&
		h[headerIndex] <= uint64(len(t.memory)) &&
		h[headerFuncs] <= (uint64(len(t.memory))-h[headerIndex])/indexEntry
	if !ordered {
		return errors.New("pclntab: the header makes no sense")
	}
	return nil
}

// clearFunc clears what a function's record says of its file and lines, and
// marks as used the tables that remain.
func (t *pclntab) clearFunc(i uint64, used []bool) error {
	index := t.memory[t.header[headerIndex]:]
	offset := uint64(binary.LittleEndian.Uint32(index[i*indexEntry+indexEntryOfRec:]))
	if offset+funcRecord > uint64(len(index)) {
		return errTruncated
	}
	record := index[offset:]
	further := uint64(binary.LittleEndian.Uint32(record[funcTables:]))
	if further > 64 || funcRecord+4*further > uint64(len(record)) {
		return errTruncated
	}
	if err := t.mark(record[funcStackDepth:], used); err != nil {
		return err
	}
	for n := range further {
		if err := t.mark(record[funcRecord+4*n:], used); err != nil {
			return err
		}
	}
	for _, field := range []int{funcFile, funcLine, funcUnit, funcStartLine} {
		clear(record[field : field+4])
	}
	return nil
}

// mark marks the table whose offset the field holds; 0 means that there is none.
// A table is a list of pairs of varints, the change of the value and that of the
// program counter. A change of the value by 0 ends it, except as the first.
func (t *pclntab) mark(field []byte, used []bool) error {
	offset := binary.LittleEndian.Uint32(field)
	if offset == 0 {
		return nil
	}
	if int(offset) >= len(used) {
		return errTruncated
	}
	r := reader{rest: t.memory[t.header[headerTables]+uint64(offset) : t.header[headerIndex]]}
	size := len(r.rest)
	for first := true; r.uint() != 0 || first; first = false {
		if r.uint(); r.err != nil {
			return r.err
		}
	}
	if r.err != nil {
		return r.err
	}
	for i := range size - len(r.rest) {
		used[int(offset)+i] = true
	}
	return nil
}
