package main

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// Go's linker cuts the data of a program into tens of thousands of segments, to
// leave out every short run of zeros. Each segment states its address, which
// compresses badly, while zeros compress to almost nothing. Joining segments
// that lie close together takes a tenth off the module, raw and compressed, and
// leaves the engine a few dozen segments to copy.

// maxGap is the longest run of zeros, in bytes, written out between two segments.
const maxGap = 32

// Of the WebAssembly binary format: sizes, section ids and the opcodes of the
// constant expression that places a segment.
const (
	moduleHeader  = 8
	sectionCustom = 0
	sectionData   = 11
	activeSegment = 0
	opI32Const    = 0x41
	opEnd         = 0x0B
)

var errTruncated = errors.New("truncated module")

type segment struct {
	offset int64
	data   []byte
}

// coalesce answers the module with its data segments joined and without custom
// sections, which hold only names and the compiler's.
func coalesce(module []byte) ([]byte, error) {
	if len(module) < moduleHeader || string(module[:4]) != "\x00asm" {
		return nil, errors.New("not a WebAssembly module")
	}
	out := append([]byte(nil), module[:moduleHeader]...)
	for r := (reader{rest: module[moduleHeader:]}); len(r.rest) > 0; {
		id := r.byte()
		body := r.bytes(int(r.uint()))
		if r.err != nil {
			return nil, r.err
		}
		switch id {
		case sectionCustom:
			continue
		case sectionData:
			segments, err := readSegments(body)
			if err != nil {
				return nil, fmt.Errorf("data section: %w", err)
			}
			body = writeSegments(join(segments))
		}
		out = append(out, id)
		out = binary.AppendUvarint(out, uint64(len(body)))
		out = append(out, body...)
	}
	return out, nil
}

// join merges segments that follow each other within maxGap.
func join(segments []segment) []segment {
	var joined []segment
	for _, s := range segments {
		if n := len(joined); n > 0 {
			last := &joined[n-1]
			gap := s.offset - last.offset - int64(len(last.data))
			if 0 <= gap && gap <= maxGap {
				last.data = append(append(last.data, make([]byte, gap)...), s.data...)
				continue
			}
		}
		joined = append(joined, segment{s.offset, append([]byte(nil), s.data...)})
	}
	return joined
}

func readSegments(body []byte) ([]segment, error) {
	r := reader{rest: body}
	segments := make([]segment, r.uint())
	for i := range segments {
		mode, op := r.uint(), r.byte()
		offset := r.int()
		end := r.byte()
		data := r.bytes(int(r.uint()))
		if r.err != nil {
			return nil, r.err
		}
		if mode != activeSegment || op != opI32Const || end != opEnd {
			return nil, fmt.Errorf("segment %d is of a kind that Go's linker did not write before", i)
		}
		segments[i] = segment{offset, data}
	}
	return segments, nil
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

func (r *reader) byte() byte {
	b := r.bytes(1)
	if len(b) == 0 {
		return 0
	}
	return b[0]
}

func (r *reader) bytes(n int) []byte {
	if r.err != nil || n < 0 || n > len(r.rest) {
		r.err = errTruncated
		return nil
	}
	taken := r.rest[:n]
	r.rest = r.rest[n:]
	return taken
}

func (r *reader) uint() uint32 {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 || n > 1<<32-1 {
		r.err = errTruncated
		return 0
	}
	r.bytes(size)
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
