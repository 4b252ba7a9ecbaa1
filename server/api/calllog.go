package api

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

// report logs a call: internal errors at level error, refused calls at level info,
// and all others, including those above a limit, at level debug. It never logs
// addresses, which contain credentials.
func (e *Edge) report(q *request, code int, err error, took time.Duration) {
	level := slog.LevelDebug
	var refusal *Error
	switch {
	case err == nil || code == CodePollTimeout || errors.Is(err, context.Canceled) || isLimit(code):
	case errors.As(err, &refusal):
		level = slog.LevelInfo
	default:
		level = slog.LevelError
	}
	if !e.Log.Enabled(context.Background(), level) {
		return
	}
	skipped, ok := 0, true
	if level == slog.LevelInfo && q.call.Caller.Account == "" {
		if skipped, ok = e.anonymousCalls.allow(e.Clock.Now()); !ok {
			return
		}
	}
	attrs := []slog.Attr{
		slog.String("request", q.id), slog.String("command", q.name),
		slog.String("account", q.call.Caller.Account), slog.Int("code", code), slog.Duration("took", took),
	}
	if err != nil {
		attrs = append(attrs, slog.String("error", err.Error()))
	}
	if skipped > 0 {
		attrs = append(attrs, slog.Int("skipped", skipped))
	}
	e.Log.LogAttrs(context.Background(), level, "call", attrs...)
}
