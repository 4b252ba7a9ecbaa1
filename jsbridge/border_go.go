//go:build js && wasm && !tinygo

package jsbridge

import "webim.js/webim"

// collect leaves it to the collector, which knows when.
func collect() {}

// Park keeps the program alive: with Go's own runtime it ends when main returns.
func Park() { select {} }

// enter runs what the page's side brought. A panic is recovered, written to the
// console, and told to the client.
func enter(what string, f func()) {
	depth := client.Depth()
	defer func() {
		if p := recover(); p != nil {
			println("panic: " + textOfPanic(p))
			defer func() { _ = recover() }() // that the end of it broke as well changes nothing
			client.Broken(depth, what+": "+textOfPanic(p))
		}
	}()
	f()
}

// enterHot does the same for the fast lane.
func enterHot(op, n int32) (verdict int32) {
	defer func() {
		if p := recover(); p != nil {
			println("panic: " + textOfPanic(p))
			verdict = webim.ResultFailed
		}
	}()
	return runHot(op, n)
}

func textOfPanic(p any) string {
	switch p := p.(type) {
	case error:
		return p.Error()
	case string:
		return p
	}
	return "unknown"
}
