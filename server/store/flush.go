package store

import "time"

// Flush is one commit and the updates that shared it: what implementations
// report to whoever watches them.
type Flush struct {
	Updates int
	Took    time.Duration
	Err     error
}
