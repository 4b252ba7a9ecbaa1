//go:build js && wasm && tinygo

package jsbridge

import "runtime"

// collect frees what nobody holds any more. TinyGo's collector runs when nothing
// is free, and by then megabytes lie scattered: memory would grow, and a page's
// never shrinks.
func collect() { runtime.GC() }

// Park does nothing: a program by TinyGo lives as long as its exports are called.
func Park() {}

// begun is what entered and has not left yet, the innermost last.
var begun []struct {
	what  string
	depth int
}

// enter runs what the page's side brought. A panic is a trap here: it unwinds up
// to the page's side, past everything, and webim_broken says what it was.
func enter(what string, f func()) {
	begun = append(begun, struct {
		what  string
		depth int
	}{what, client.Depth()})
	f()
	begun = begun[:len(begun)-1]
}

// enterHot does the same for the fast lane, which changes nothing that a trap
// could leave half done.
func enterHot(op, n int32) int32 { return runHot(op, n) }

// webimBroken is called after a trap in what entered at a level of nesting; n
// bytes of the buffer say why. The stack pointer is back where it was before. The
// answer is 0 if nothing had begun.
//
//go:wasmexport webim_broken
func webimBroken(level, n int32) int32 {
	if int(level) >= len(begun) {
		return 0
	}
	first := begun[level]
	begun = begun[:level]
	client.Broken(first.depth, first.what+": "+takeText(n))
	return 1
}
