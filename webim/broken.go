package webim

import "webim.js/webim/jsontext"

// handling is what the client does at this moment: ways to end, in a failure,
// what a page's call, an answer or a pause began. It is a stack, for a page's
// function that is called may call back.
type handling []func(jsontext.Value)

// handle runs f; fail ends what f is about if f panics.
func (c *Client) handle(fail func(jsontext.Value), f func()) {
	c.handling = append(c.handling, fail)
	f()
	last := len(c.handling) - 1
	c.handling[last] = nil // it may hold a request's megabyte
	c.handling = c.handling[:last]
}

// handled marks the current operation as ended: a panic after it does not end it
// again.
func (c *Client) handled() {
	if last := len(c.handling) - 1; last >= 0 {
		c.handling[last] = func(jsontext.Value) {}
	}
}

// Handle runs a call of the page, which ends in done.Err should f panic.
func (c *Client) Handle(done Done, f func()) { c.handle(done.failed, f) }

// Depth returns how much is being handled. Whoever lets the client run, and may
// have to tell it that it broke, asks before.
func (c *Client) Depth() int { return len(c.handling) }

// Broken goes on after a panic that ended what began at a depth. On WebAssembly
// as TinyGo compiles it nothing recovers and nothing deferred runs, so the client
// is told from outside: whatever was being handled above that depth ends in an
// error, the innermost first, and a poll among it is tried again, like one that
// failed.
func (c *Client) Broken(depth int, text string) {
	if depth > len(c.handling) {
		return
	}
	broken := c.handling[depth:]
	c.handling = c.handling[:depth:depth] // what is broken stays untouched by what its ends begin
	for i := len(broken) - 1; i >= 0; i-- {
		broken[i](c.d.ownError(codeDefault, text))
	}
}
