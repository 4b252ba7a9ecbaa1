package main

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// As much of the WebAssembly binary format as it takes to change a module's data:
// section ids, and the opcodes of the expression that places a segment.
const (
	moduleHeader  = 8
	sectionCustom = 0
	sectionData   = 11
	activeSegment = 0
	opI32Const    = 0x41
	opEnd         = 0x0B
)

var errTruncated = errors.New("truncated module")

type section struct {
	id   byte
	body []byte
}

// segment is data that the engine copies to an address before the program runs.
type segment struct {
	offset int64
	data   []byte
}

func readModule(module []byte) ([]section, error) {
	if len(module) < moduleHeader || string(module[:4]) != "\x00asm" {
		return nil, errors.New("not a WebAssembly module")
	}
	var sections []section
	for r := (reader{rest: module[moduleHeader:]}); len(r.rest) > 0; {
		id := r.byte()
		body := r.bytes(int(r.uint()))
		if r.err != nil {
			return nil, r.err
		}
		sections = append(sections, section{id, body})
	}
	return sections, nil
}

func writeModule(sections []section) []byte {
	module := []byte("\x00asm\x01\x00\x00\x00")
	for _, s := range sections {
		module = append(module, s.id)
		module = binary.AppendUvarint(module, uint64(len(s.body)))
		module = append(module, s.body...)
	}
	return module
}

func readSegments(body []byte) ([]segment, error) {
	r := reader{rest: body}
	var segments []segment
	for i := range r.uint() {
		mode, op := r.uint(), r.byte()
		offset := r.int()
		end := r.byte()
		data := r.bytes(int(r.uint()))
		if r.err != nil {
			return nil, r.err
		}
		if mode != activeSegment || op != opI32Const || end != opEnd || offset < 0 {
			return nil, fmt.Errorf("segment %d is of a kind that Go's linker does not write", i)
		}
		segments = append(segments, segment{offset, data})
	}
	return segments, r.err
}

func writeSegments(segments []segment) []byte {
	body := binary.AppendUvarint(nil, uint64(len(segments)))
	for _, s := range segments {
		body = append(body, activeSegment, opI32Const)
		body = appendVarint(body, s.offset)
		body = append(body, opEnd)
		body = binary.AppendUvarint(body, uint64(len(s.data)))
		body = append(body, s.data...)
	}
	return body
}

// appendVarint appends n as signed LEB128, which encoding/binary does not have:
// its signed varints are zigzag.
func appendVarint(b []byte, n int64) []byte {
	for {
		low := byte(n & 0x7F)
		n >>= 7
		if done := (n == 0 && low&0x40 == 0) || (n == -1 && low&0x40 != 0); done {
			return append(b, low)
		}
		b = append(b, low|0x80)
	}
}

// reader takes a module apart; after an error all it answers is zero.
type reader struct {
	rest []byte
	err  error
}

func (r *reader) bytes(n int) []byte {
	if r.err != nil || n < 0 || n > len(r.rest) {
		r.err = errTruncated
		r.rest = nil
		return nil
	}
	taken := r.rest[:n]
	r.rest = r.rest[n:]
	return taken
}

func (r *reader) byte() byte {
	if b := r.bytes(1); len(b) == 1 {
		return b[0]
	}
	return 0
}

func (r *reader) uint() uint32 {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 || n > 1<<32-1 {
		size = -1
	}
	if r.bytes(size) == nil {
		return 0
	}
	return uint32(n)
}

func (r *reader) int() int64 {
	var n int64
	for shift := 0; shift < 64; shift += 7 {
		b := r.byte()
		n |= int64(b&0x7F) << shift
		if b&0x80 == 0 {
			if b&0x40 != 0 && shift+7 < 64 {
				n |= -1 << (shift + 7) // the sign bit of the last byte extends upwards
			}
			break
		}
	}
	return n
}
