// Package sent remembers for some minutes which messages were accepted, so that
// a client that repeats one gets the answer of the first and sends it once.
package sent

import (
	"context"
	"time"

	"webim.js/server/clock"
	"webim.js/server/store"
)

// window in seconds: a message that is repeated within one to two windows is
// the same. Clients retry for some seconds. Keys begin with the window, so that
// outlived marks are found without reading the others.
const window = 300

// Mark is the answer that a repeated message gets.
type Mark struct {
	Stamp uint64 `json:",omitempty"` // of a one-to-one message
	Seq   uint64 `json:",omitempty"` // of a group's message
	Time  int64
}

// Windows lists the windows in which a message may have been marked that is
// repeated now (Unix seconds). A new one is marked in the first.
func Windows(now int64) []uint64 { return clock.Windows(now, window) }

// Prune deletes the marks of a bucket that no repeated message is compared with
// any longer.
func Prune(ctx context.Context, s store.Store, b store.Bucket, now time.Time) error {
	windows := Windows(now.Unix())
	_, err := store.Prune(ctx, s, b, store.Range{To: store.Key(windows[len(windows)-1])}, nil)
	return err
}
