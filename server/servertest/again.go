package servertest

import (
	"context"

	"webim.js/server/store"
)

// rerunStore runs the function of every view twice, like a store that retries after a lost
// connection, to detect state left by the first run.
type rerunStore struct{ store.Store }

// View implements store.Store.
func (s rerunStore) View(ctx context.Context, fn func(store.Reader) error) error {
	return s.Store.View(ctx, func(r store.Reader) error {
		_ = fn(r) // the second run counts
		return fn(r)
	})
}
