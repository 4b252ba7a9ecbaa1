//go:build js && wasm

package jsbridge

// file is the File or Blob of an upload. One piece of it at a time is in Go's memory,
// always in the same buffer.
type file struct {
	call int32
	name string
	size int64
}

// reads holds the callbacks of reads in progress, by number.
var reads = map[int32]func(data []byte, failure string){}

func (f *file) Name() string { return f.name }
func (f *file) Size() int64  { return f.size }

func (f *file) Read(from, to int64, done func(data []byte, failure string)) {
	number := nextNumber()
	reads[number] = done
	callOut("read", f.call, number, float64(from), float64(to))
}
