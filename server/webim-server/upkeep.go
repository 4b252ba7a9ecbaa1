package main

import (
	"context"
	"log/slog"
	"time"

	"webim.js/server"
)

// upkeepEvery is how often the server looks for what nobody needs any more.
const upkeepEvery = time.Hour

// keepUp does so until ctx ends, at once for the first time.
func keepUp(ctx context.Context, im *server.Server, log *slog.Logger) {
	ticker := time.NewTicker(upkeepEvery)
	defer ticker.Stop()
	for {
		files, notices, err := im.Upkeep(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			log.Error("upkeep", "error", err)
		case files+notices > 0:
			log.Info("upkeep", "unused files removed", files, "old notices removed", notices)
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}
