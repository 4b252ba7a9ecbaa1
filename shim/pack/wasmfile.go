package main

import (
	"encoding/binary"
	"errors"
)

// The part of the WebAssembly binary format that is needed to remove sections and
// exports from a module.
const (
	moduleHeader  = 8
	sectionCustom = 0
	sectionExport = 7
)

var errTruncated = errors.New("truncated module")

type section struct {
	id   byte
	body []byte
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

// export is an export of a module.
type export struct {
	name  string
	kind  byte
	index uint32
}

func readExports(body []byte) ([]export, error) {
	r := reader{rest: body}
	var list []export
	for range r.uint() {
		name := r.bytes(int(r.uint()))
		e := export{name: string(name), kind: r.byte(), index: r.uint()}
		if r.err != nil {
			return nil, r.err
		}
		list = append(list, e)
	}
	return list, r.err
}

func writeExports(list []export) []byte {
	body := binary.AppendUvarint(nil, uint64(len(list)))
	for _, e := range list {
		body = binary.AppendUvarint(body, uint64(len(e.name)))
		body = append(body, e.name...)
		body = append(body, e.kind)
		body = binary.AppendUvarint(body, uint64(e.index))
	}
	return body
}

// reader decodes a module. After an error all its results are zero.
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
