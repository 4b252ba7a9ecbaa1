package store

import "time"

// Flush describes one commit and the number of updates that shared it.
type Flush struct {
	Updates int
	Took    time.Duration
	Err     error
}
