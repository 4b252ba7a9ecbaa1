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

// keepUp runs the server's upkeep and its sweep until ctx ends, both at once for
// the first time. They run independently: a long sweep delays no upkeep.
func keepUp(ctx context.Context, im *server.Server, log *slog.Logger) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		every(ctx, sweepEvery, func() {
			switch files, notices, err := im.Sweep(ctx); {
			case ctx.Err() != nil:
			case err != nil:
				log.Error("sweep failed", "error", err)
			case files+notices > 0:
				log.Info("sweep", "unused files removed", files, "old notices removed", notices)
			}
		})
	}()
	every(ctx, upkeepEvery, func() {
		if err := im.Upkeep(ctx); err != nil && ctx.Err() == nil {
			log.Error("upkeep failed", "error", err)
		}
	})
	<-done
}

// every calls fn now and then each period until ctx ends.
func every(ctx context.Context, period time.Duration, fn func()) {
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
