package api

import (
	"context"
	"fmt"
	"net/http"
	"runtime/debug"
)

// Pending is the response of a handler that may take a minute. Thousands are pending at
// a time, each with a connection's stack; only Wait runs on that stack for long.
type Pending interface {
	// Wait blocks until there may be a response, or until ctx is done.
	Wait(ctx context.Context)
	// Respond returns the response, or a Pending to wait for. It is called after every
	// Wait.
	Respond(ctx context.Context) (any, error)
}

// onNewStack runs fn in a new goroutine and waits for it, so that the connection's stack
// does not grow. The garbage collector halves stacks of which less than a quarter is
// used, but net/http's frames take more than a quarter of 8 kB.
func onNewStack(fn func()) {
	done := make(chan any)
	go func() {
		defer func() {
			panicked := recover()
			if panicked != nil && panicked != http.ErrAbortHandler {
				panicked = fmt.Sprintf("%v\n%s", panicked, debug.Stack())
			}
			done <- panicked
		}()
		fn()
	}()
	if panicked := <-done; panicked != nil {
		panic(panicked)
	}
}
