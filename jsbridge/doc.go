//go:build js && wasm

// Package jsbridge binds package webim to a page:
//
//   - exports.go: the functions that JavaScript calls for each event: a call of
//     the page, a response, a timer, a piece of a file.
//   - host.go: calls of JavaScript by Go.
//   - hot.go: exported functions over shared buffers of UTF-16 code units, for
//     strings that a page waits for (Tool, toHtml). A call takes well under a
//     microsecond and uses no JavaScript values.
//
// Go holds no JavaScript values. Those that outlive a call (a request, callbacks, a
// response's messages, a file, a timer) are kept by JavaScript in a handle table
// (shim/handles.js), and Go refers to them by number. Only numbers, booleans and
// strings are passed.
//
// Responses stay JavaScript objects. JavaScript reduces batches of messages to
// numbers in Go's memory (webim_items), webim picks messages, and JavaScript reads
// the picks from Go's memory and creates the records. Everything else is passed as
// JSON text.
//
// No Go panic may reach the page. Under TinyGo, where nothing recovers, JavaScript
// catches the trap (border_tinygo.go); otherwise Go recovers (border_go.go). These
// files, the calls of the host (host_tinygo.go, host_go.go) and TinyGo's collector
// (package gc) contain all differences between the compilers.
package jsbridge
