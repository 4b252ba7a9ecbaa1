//go:build js && wasm

// Package jsbridge binds package webim to a page. Each crossing has one place:
//
//   - exports.go: what the page's side calls when something happens: a call of
//     the page, an answer, a pause that is over, a piece of a file.
//   - host.go: the functions of the page's side that Go calls out to.
//   - hot.go: exported functions over shared buffers of UTF-16 code units, for
//     texts that a page waits for (Tool, toHtml). A call costs well under a
//     microsecond and touches nothing of JavaScript's.
//
// Go holds nothing of JavaScript's. What lives longer than the call that brought
// it (a request, a call's callbacks, an answer's messages, a file, a timer) is
// kept by the page's side under a number (shim/handles.js), and Go knows the number.
// Values of syscall/js are numbers, truths and texts, and live within one call.
//
// Answers stay JavaScript objects. Batches of messages are reduced to numbers by
// the page's side, in Go's memory (webim_items), judged by webim, and made into
// records by the page's side as the picks say, which it reads from Go's memory.
// Everything else crosses as JSON text.
//
// Nothing of Go's may end in the page. What panics is ended at the border: by the
// page's side where TinyGo compiled this package (border_tinygo.go), for nothing
// recovers there, and by Go itself otherwise (border_go.go). Both are all that
// differs between the compilers.
package jsbridge
