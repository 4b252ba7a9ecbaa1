// Package webim implements the logic of the browser SDK: both dialects of the
// wire protocol, ordering, deduplication, unread counts and notifications. It
// does not depend on a browser. It uses its environment through the interfaces
// in world.go, so every rule is tested natively.
//
// A Client is one page's SDK. It is driven by calls (Call, SignIn, Send, ...),
// responses and timers, one at a time, as in a browser: nothing in this package
// locks or blocks. A callback may call back into the Client at any point, so a
// Client updates its state before it calls the page.
//
// Comments cite the source of a rule: the guide's section, or the service and
// command of the protocol. Differences between the dialects are values of
// dialect, in dialect13.go and dialect17.go.
package webim
