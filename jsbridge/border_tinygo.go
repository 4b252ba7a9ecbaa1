//go:build js && wasm && tinygo

package jsbridge

import "webim.js/jsbridge/gc"

// KeepAlive is a no-op: the exports of a program compiled by TinyGo can be called after
// main has returned.
func KeepAlive() {}

// calls is the stack of calls from JavaScript that have not returned.
var calls []struct {
	operation string
	depth     int
}

// enter handles a call from JavaScript. Under TinyGo a panic is a trap: it unwinds the
// whole stack up to JavaScript, which then calls webim_panic.
func enter(operation string, f func()) {
	calls = append(calls, struct {
		operation string
		depth     int
	}{operation, client.Depth()})
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

// webimPanic is called after a trap in the call at the given nesting level, when
// JavaScript has restored the stack pointer. The buffer holds n bytes: the reason.
// webimPanic returns 0 if no call was in progress at that level.
//
//go:wasmexport webim_panic
func webimPanic(level, n int32) int32 {
	if int(level) >= len(calls) {
		return 0
	}
	first := calls[level]
	calls = calls[:level]
	client.Recover(first.depth, first.operation+": "+takeText(n))
	return 1
}
