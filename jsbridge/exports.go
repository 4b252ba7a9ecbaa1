//go:build js && wasm

package jsbridge

import (
	"strings"
	"unsafe"

	"webim.js/webim"
)

// Exports for shim/bridge.js.

// buffer holds the bytes that accompany the next call: a string in UTF-8, or a piece
// of a file.
var buffer []byte

// webimBuffer resizes buffer to n bytes and returns its address.
//
//go:wasmexport webim_buffer
func webimBuffer(n int32) int32 {
	if int(n) > cap(buffer) {
		buffer = make([]byte, n)
	}
	buffer = buffer[:n]
	return address(unsafe.Pointer(unsafe.SliceData(buffer)))
}

// takeText returns the string in the buffer. It takes over the buffer's memory.
func takeText(n int32) string {
	if n == 0 {
		return ""
	}
	text := unsafe.String(unsafe.SliceData(buffer), n)
	buffer = nil
	return text
}

func address(p unsafe.Pointer) int32 { return int32(uint32(uintptr(p))) }

//go:wasmexport webim_start
func webimStart() { start() }

// webimCall runs a call of the page. number is its handle, 0 if it has none; has holds
// CallHasOK and CallHasErr. The buffer holds its name, a newline and its data as JSON.
// webimCall returns the length of the result as JSON at webim_result, or -1 for
// undefined.
//
//go:wasmexport webim_call
func webimCall(number, has, n int32) int32 {
	text := takeText(n)
	end := strings.IndexByte(text, '\n')
	name, data := text[:end], text[end+1:]
	c := call{number: number, data: parse(data)}
	c.done = webim.Done{Drop: c.drop}
	if has&webim.CallHasOK != 0 {
		c.done.OK = func(args ...webim.Arg) { c.settle(true, args) }
	}
	if has&webim.CallHasErr != 0 {
		c.done.Err = func(args ...webim.Arg) { c.settle(false, args) }
	}
	result := int32(-1)
	enter("webim."+name, func() {
		client.Handle(c.done, func() {
			if text := c.run(name); text != "" {
				result = returnString(text)
			}
		})
	})
	return result
}

// webimReply ends a request. status is 0 if there was no response; is holds
// ResponseIsObject and ResponseIsOK. JavaScript keeps the response under the request's
// number until webimReply returns.
//
//go:wasmexport webim_reply
func webimReply(number, status, is int32) {
	done, waiting := requests[number]
	if !waiting {
		return
	}
	delete(requests, number)
	reply := webim.Reply{Status: int(status)}
	if is&webim.ResponseIsObject != 0 {
		reply.Response = response{number: number, ok: is&webim.ResponseIsOK != 0}
	}
	enter("reply", func() { done(reply) })
}

//go:wasmexport webim_timer
func webimTimer(number int32) {
	if f, waiting := timers[number]; waiting {
		delete(timers, number)
		enter("timer", f)
	}
}

// webimRead ends the read of a piece of a file. The buffer holds its n bytes or, if
// failed is set, the reason for the failure.
//
//go:wasmexport webim_read
func webimRead(number, n, failed int32) {
	done, waiting := reads[number]
	if !waiting {
		return
	}
	delete(reads, number)
	if failed != 0 {
		failure := takeText(n)
		enter("read", func() { done(nil, failure) })
		return
	}
	data := buffer[:n]
	enter("read", func() { done(data, "") })
}

// webimStop stops the upload of a call.
//
//go:wasmexport webim_stop
func webimStop(number int32) {
	if stop, uploading := uploads[number]; uploading {
		enter("abort", stop)
	}
}

// webimHeld returns the number of operations that wait for JavaScript.
//
//go:wasmexport webim_held
func webimHeld() int32 {
	return int32(len(requests) + len(timers) + len(reads) + len(uploads))
}
