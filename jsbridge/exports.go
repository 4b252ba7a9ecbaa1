//go:build js && wasm

package jsbridge

import (
	"errors"
	"strings"
	"unsafe"

	"webim.js/webim"
)

// What comes in. shim/bridge.js is the other end.

// buffer holds the bytes that come with the next export: a text in UTF-8, or a
// piece of a file. It belongs to whoever takes it.
var buffer []byte

//go:wasmexport webim_buffer
func webimBuffer(n int32) int32 {
	if int(n) > cap(buffer) {
		buffer = make([]byte, n)
	}
	buffer = buffer[:n]
	return address(unsafe.Pointer(unsafe.SliceData(buffer)))
}

// takeText takes the text in the buffer. Its bytes are the text's from now on.
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

// webimCall is a call of the page: its number, 0 if nothing is kept for it, the
// callbacks it has, and in the buffer its name, a newline and its data as JSON.
// The answer is what the page's function returns, as the length of a JSON text
// at webim_result, -1 for undefined.
//
//go:wasmexport webim_call
func webimCall(number, has, n int32) int32 {
	name, data, _ := strings.Cut(takeText(n), "\n")
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
				result = answerString(text)
			}
		})
	})
	return result
}

// webimReply ends a request; status is 0 when nothing came. The answer is kept
// under the request's number until this returns.
//
//go:wasmexport webim_reply
func webimReply(number, status, is int32) {
	done, waiting := requests[number]
	if !waiting {
		return
	}
	delete(requests, number)
	reply := webim.Reply{Status: int(status)}
	if is&webim.AnswerIsObject != 0 {
		reply.Answer = answer{number: number, ok: is&webim.AnswerIsOK != 0}
	}
	enter("answer", func() { done(reply) })
}

//go:wasmexport webim_timer
func webimTimer(number int32) {
	if f, waiting := timers[number]; waiting {
		delete(timers, number)
		enter("timer", f)
	}
}

// largePiece is of a size, in bytes, at which what became of the piece before is
// worth looking for.
const largePiece = 1 << 16

// webimRead ends the reading of a piece of a file: n bytes are in the buffer, or
// the piece could not be read for the reason that stands there.
//
//go:wasmexport webim_read
func webimRead(number, n, failed int32) {
	done, waiting := reads[number]
	if !waiting {
		return
	}
	delete(reads, number)
	if failed != 0 {
		err := errors.New(takeText(n))
		enter("read", func() { done(nil, err) })
		return
	}
	if n >= largePiece {
		collect()
	}
	data := buffer[:n]
	enter("read", func() { done(data, nil) })
}

// webimStop stops the upload that a call began.
//
//go:wasmexport webim_stop
func webimStop(number int32) {
	if stop, under := uploads[number]; under {
		enter("abort", stop)
	}
}

// webimHeld tells how much waits for the page's side.
//
//go:wasmexport webim_held
func webimHeld() int32 {
	return int32(len(requests) + len(timers) + len(reads) + len(uploads))
}
