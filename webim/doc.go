// Package webim is the logic of the browser SDK: both dialects of the wire
// protocol, what is new and what is known, what is told to the page and when.
// It knows nothing of browsers. What it needs of one it asks through the small
// interfaces in world.go, so every rule here is tested natively.
//
// A Client is one page's SDK. It is driven by calls (Call, SignIn, Send, ...)
// and by the answers and timers it asked for, all on one goroutine at a time,
// as in a browser: nothing in this package locks or blocks. A callback may call
// back into the Client at any point; so state is brought in order before
// anything is told to the page.
//
// Where a rule comes from, its comment names: the guide's section, or the
// service and command of the protocol. What differs between the dialects
// stands in one place, the dialect values of dialect13.go and dialect17.go.
package webim
