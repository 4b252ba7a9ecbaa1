//go:build js && wasm && !tinygo

package jsbridge

import "webim.js/webim"

// KeepAlive blocks indefinitely: with Go's own runtime the program ends when main
// returns.
func KeepAlive() { select {} }

// enter handles a call from JavaScript. It recovers a panic, writes it to the
// console and reports it to the client.
func enter(operation string, f func()) {
	depth := client.Depth()
	defer func() {
		if p := recover(); p != nil {
			println("panic: " + panicText(p))
			defer func() { _ = recover() }() // ending the operation may panic as well
			client.Recover(depth, operation+": "+panicText(p))
		}
	}()
	f()
}

// enterHot is enter for the fast path.
func enterHot(op, n int32) (result int32) {
	defer func() {
		if p := recover(); p != nil {
			println("panic: " + panicText(p))
			result = webim.ResultFailed
		}
	}()
	return runHot(op, n)
}

func panicText(p any) string {
	switch p := p.(type) {
	case error:
		return p.Error()
	case string:
		return p
	}
	return "unknown"
}
