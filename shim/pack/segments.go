package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"log"
)

// What the standard compiler's module has more than a page needs: without it the
// fallback would be a quarter larger. TinyGo's has none of it.

// Of the format of a data section: the opcodes of the expression that places a
// segment.
const (
	activeSegment = 0
	opI32Const    = 0x41
	opEnd         = 0x0B
)

// segment is data that the engine copies to an address before the program runs.
type segment struct {
	offset int64
	data   []byte
}

// slim answers the module without the tables that map code to source lines, and
// without the cuts between data segments.
func slim(module []byte) ([]byte, error) {
	sections, err := readModule(module)
	if err != nil {
		return nil, err
	}
	for i, s := range sections {
		if s.id == sectionData {
			if sections[i].body, err = slimData(s.body); err != nil {
				return nil, fmt.Errorf("data section: %w", err)
			}
		}
	}
	return writeModule(sections), nil
}

func slimData(body []byte) ([]byte, error) {
	segments, err := readSegments(body)
	if err != nil {
		return nil, err
	}
	memory, err := layOut(segments)
	if err != nil {
		return nil, err
	}
	// A Go version that keeps its tables otherwise costs the pages a few kilobytes,
	// not the developer the build.
	slimmer := bytes.Clone(memory)
	if err := clearLineTables(slimmer); err != nil {
		log.Printf("the binary keeps its line tables: %v", err)
		slimmer = memory
	}
	return writeSegments(cut(slimmer)), nil
}

// maxMemory bounds the memory image, in bytes; a program's data is a few megabytes.
const maxMemory = 64 << 20

// layOut makes the memory that an engine would make of the segments.
func layOut(segments []segment) ([]byte, error) {
	var memory []byte
	for _, s := range segments {
		end := s.offset + int64(len(s.data))
		if end > maxMemory {
			return nil, fmt.Errorf("data up to address %d", end)
		}
		if grow := end - int64(len(memory)); grow > 0 {
			memory = append(memory, make([]byte, grow)...)
		}
		copy(memory[s.offset:], s.data)
	}
	return memory, nil
}

// maxGap is the longest run of zeros, in bytes, that is written out. Go's linker
// leaves out runs from 8 bytes on, which takes tens of thousands of segments;
// each states its address, which compresses badly, while zeros compress to
// almost nothing.
const maxGap = 32

// cut makes segments of what is not zero.
func cut(memory []byte) []segment {
	var segments []segment
	for at := 0; at < len(memory); {
		if memory[at] == 0 {
			at++
			continue
		}
		end := at + 1 // after the last byte that is not zero
		for next := end; next < len(memory) && next-end <= maxGap; next++ {
			if memory[next] != 0 {
				end = next + 1
			}
		}
		segments = append(segments, segment{int64(at), memory[at:end]})
		at = end
	}
	return segments
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
