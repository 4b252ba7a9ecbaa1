package api

import (
	"context"
	"fmt"
	"net/http"
	"runtime/debug"
)

// Pending is what a handler returns whose answer may take a minute. There are
// thousands of these at a time, each with a connection's stack: on that stack
// nothing but Wait runs for long.
type Pending interface {
	// Wait returns when there may be an answer, or when ctx ends.
	Wait(ctx context.Context)
	// Answer returns the answer, or something pending again. It is called after
	// every Wait.
	Answer(ctx context.Context) (any, error)
}

// aside runs fn on a stack of its own, which is given back. A connection's stays
// as large as it once had to be: the collector halves those that are used for
// less than a quarter, and what net/http itself has there is more than a quarter
// of 8 kB.
func aside(fn func()) {
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
