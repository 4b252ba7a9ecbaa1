package webim

import "webim.js/webim/jsontext"

// handling is the stack of operations in progress (a call of the page, a response
// or a timer), each represented by the function that ends it in an error. It is
// a stack because a function of the page may call back into the client.
type handling []func(jsontext.Value)

// handle runs f. If f panics, Recover calls fail.
func (c *Client) handle(fail func(jsontext.Value), f func()) {
	c.handling = append(c.handling, fail)
	f()
	last := len(c.handling) - 1
	c.handling[last] = nil // may reference a large request body
	c.handling = c.handling[:last]
}

// markEnded marks the current operation as ended: a panic after it does not end it
// again.
func (c *Client) markEnded() {
	if last := len(c.handling) - 1; last >= 0 {
		c.handling[last] = func(jsontext.Value) {}
	}
}

// Handle runs a call of the page. If f panics, the call ends in done.Err.
func (c *Client) Handle(done Done, f func()) { c.handle(done.failed, f) }

// Depth returns the number of operations in progress. A caller that may have to
// call Recover reads it before it enters the client.
func (c *Client) Depth() int { return len(c.handling) }

// Recover restores the client after a panic in an operation that began at depth.
// A WebAssembly program compiled by TinyGo cannot recover and runs no deferred
// functions, so the embedder calls Recover. Every operation above depth ends in an
// error, the innermost first. An interrupted poll is retried like a failed one.
func (c *Client) Recover(depth int, text string) {
	if depth > len(c.handling) {
		return
	}
	interrupted := c.handling[depth:]
	c.handling = c.handling[:depth:depth] // clipped, so that operations started by the error callbacks do not overwrite interrupted
	for i := len(interrupted) - 1; i >= 0; i-- {
		interrupted[i](c.d.ownError(codeDefault, text))
	}
}
