//go:build js && wasm && tinygo

package jsbridge

import "webim.js/jsbridge/gc"

// KeepAlive is a no-op: the exports of a program compiled by TinyGo can be called after
// main has returned.
func KeepAlive() {}

// calls is the stack of calls from JavaScript that have not returned.
var calls []struct {
	what  string
	depth int
}

// enter handles a call from JavaScript. A panic is a trap here: it unwinds the
// whole stack up to JavaScript, which then calls webim_panic.
func enter(what string, f func()) {
	calls = append(calls, struct {
		what  string
		depth int
	}{what, client.Depth()})
	f()
	calls = calls[:len(calls)-1]
}

// enterHot is enter for the fast path, which has no state that a trap could leave
// inconsistent.
func enterHot(op, n int32) int32 { return runHot(op, n) }

// webimReclaim is called after the outermost call from JavaScript has returned or
// trapped.
//
//go:wasmexport webim_reclaim
func webimReclaim() { gc.Reclaim() }

// webimPanic is called after a trap in the call at a level of nesting. n bytes of
// the buffer hold the reason. JavaScript has restored the stack pointer. It
// returns 0 if no call was in progress at that level.
//
//go:wasmexport webim_panic
func webimPanic(level, n int32) int32 {
	if int(level) >= len(calls) {
		return 0
	}
	first := calls[level]
	calls = calls[:level]
	client.Recover(first.depth, first.what+": "+takeText(n))
	return 1
}
