//go:build js && wasm

package jsbridge

import "errors"

// file is the File or Blob of an upload. One piece of it at a time is in Go's memory,
// always in the same buffer.
type file struct {
	call int32
	name string
	size int64
}

// reads holds the callbacks of reads in progress, by number.
var reads = map[int32]func(data []byte, err error){}

func (f *file) Name() string { return f.name }
func (f *file) Size() int64  { return f.size }

func (f *file) Read(from, to int64, done func(data []byte, err error)) {
	number := nextNumber()
	reads[number] = func(data []byte, err error) {
		if err == nil && int64(len(data)) != to-from {
			err = errors.New(f.name)
		}
		done(data, err)
	}
	callOut("read", f.call, number, float64(from), float64(to))
}
