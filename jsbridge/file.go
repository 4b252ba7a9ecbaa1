//go:build js && wasm

package jsbridge

import (
	"errors"

	"github.com/hack-pad/safejs"
)

// file is a File or Blob of the page. One piece of it is in Go's memory at a
// time, always in the same buffer.
type file struct {
	host host
	v    safejs.Value
	name string
	size int64
	buf  []byte
}

func (f *file) Name() string { return f.name }
func (f *file) Size() int64  { return f.size }

func (f *file) Read(from, to int64, done func(data []byte, err error)) {
	promise := f.host.call("read", f.v, float64(from), float64(to))
	var releaseOK, releaseErr func()
	var ok, failed safejs.Func
	release := func() {
		releaseOK()
		releaseErr()
	}
	ok, releaseOK = once("read", func(args []safejs.Value) {
		release()
		if n := int(to - from); cap(f.buf) < n {
			f.buf = make([]byte, n)
		}
		n, err := safejs.CopyBytesToGo(f.buf[:to-from], args[0])
		if err == nil && int64(n) != to-from {
			err = errors.New("short read")
		}
		done(f.buf[:n], err)
	})
	failed, releaseErr = once("read", func(args []safejs.Value) {
		release()
		done(nil, errors.New(f.reason(args)))
	})
	if _, err := promise.Call("then", ok, failed); err != nil {
		release()
		done(nil, err)
	}
}

func (f *file) reason(args []safejs.Value) string {
	if len(args) > 0 {
		if message, err := args[0].Get("message"); err == nil && textOf(message) != "" {
			return textOf(message)
		}
	}
	return f.name
}
