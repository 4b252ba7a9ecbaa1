package main

import (
	"bytes"
	"fmt"
	"log"
)

// slim answers the module without what a page has no use for: custom sections,
// which hold only names and the compiler's, the tables that map code to source
// lines, and the cuts between data segments. It is a fifth smaller then,
// compressed.
func slim(module []byte) ([]byte, error) {
	sections, err := readModule(module)
	if err != nil {
		return nil, err
	}
	var kept []section
	for _, s := range sections {
		switch s.id {
		case sectionCustom:
			continue
		case sectionData:
			if s.body, err = slimData(s.body); err != nil {
				return nil, fmt.Errorf("data section: %w", err)
			}
		}
		kept = append(kept, s)
	}
	return writeModule(kept), nil
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
