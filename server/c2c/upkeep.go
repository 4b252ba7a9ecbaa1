package c2c

import (
	"context"
	"time"

	"webim.js/server/sent"
)

// Upkeep removes expired marks of sent messages.
func (m *Messages) Upkeep(ctx context.Context, now time.Time) error {
	return sent.Prune(ctx, m.Store, sentBucket, now)
}
