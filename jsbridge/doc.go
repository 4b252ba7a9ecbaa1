//go:build js && wasm

// Package jsbridge binds package webim to a page. It has two lanes, and each
// crossing has one place:
//
//   - hot.go: exported functions over shared buffers of UTF-16 code units, for
//     texts that a page waits for (Tool, toHtml). A call costs well under a
//     microsecond and touches nothing of JavaScript's.
//   - entry.go: the one function through which the page's calls come in, and
//     host.go: the functions of the page's side that Go calls out to. A
//     crossing costs about 15 µs, so there is one for each thing that happens,
//     never one for each message or property. Data crosses as JSON text.
//
// Answers stay JavaScript objects. Batches of messages are reduced to numbers by
// the page's side, in Go's memory (webim_items in hot.go), judged by webim, and
// made into records by the page's side as the picks say, which it reads from
// Go's memory too.
//
// Nothing of Go's may end in the page: every function that JavaScript calls
// recovers, for a panic that leaves Go ends the program.
package jsbridge
