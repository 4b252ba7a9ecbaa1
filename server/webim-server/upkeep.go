package main

import (
	"context"
	"log/slog"
	"time"

	"webim.js/server"
)

const (
	upkeepEvery = time.Minute
	sweepEvery  = time.Hour
)

// runUpkeep runs the server's upkeep and sweep periodically until ctx is canceled, the
// first time at once. They run independently: a long sweep delays no upkeep.
func runUpkeep(ctx context.Context, im *server.Server, log *slog.Logger) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		runEvery(ctx, sweepEvery, func() {
			switch files, notices, err := im.Sweep(ctx); {
			case ctx.Err() != nil:
			case err != nil:
				log.Error("sweep failed", "error", err)
			case files+notices > 0:
				log.Info("sweep finished", "files_removed", files, "notices_removed", notices)
			}
		})
	}()
	runEvery(ctx, upkeepEvery, func() {
		if err := im.Upkeep(ctx); err != nil && ctx.Err() == nil {
			log.Error("upkeep failed", "error", err)
		}
	})
	<-done
}

// runEvery calls fn at once and then once each period, until ctx is canceled.
func runEvery(ctx context.Context, period time.Duration, fn func()) {
	ticker := time.NewTicker(period)
	defer ticker.Stop()
	for {
		fn()
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}
