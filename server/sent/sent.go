// Package sent records accepted messages for some minutes, so that a client's retry
// gets the first response and does not send the message twice.
package sent

import (
	"context"
	"time"

	"webim.js/server/clock"
	"webim.js/server/store"
)

// window is in seconds. A message that is repeated within one to two windows is a
// duplicate; clients retry for some seconds. Keys begin with the window, so that
// expired marks are found without reading others.
const window = 300

// Mark is the response to a repeated message.
type Mark struct {
	Stamp uint64 `json:",omitempty"` // of a one-to-one message
	Seq   uint64 `json:",omitempty"` // of a group message
	Time  int64
}

// Windows returns the windows that may contain the mark of a message that is
// repeated at now (Unix seconds). A new message is marked in the first.
func Windows(now int64) []uint64 { return clock.Windows(now, window) }

// Prune deletes the expired marks of a bucket.
func Prune(ctx context.Context, s store.Store, b store.Bucket, now time.Time) error {
	windows := Windows(now.Unix())
	_, err := store.Prune(ctx, s, b, store.Range{To: store.Key(windows[len(windows)-1])}, nil)
	return err
}
