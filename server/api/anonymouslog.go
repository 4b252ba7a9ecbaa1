package api

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

const (
	// anonymousLines and anonymousBurst limit the log lines about refused calls of
	// callers without identity: lines per second, and lines at once.
	anonymousLines = 5
	anonymousBurst = 50
)

// anonymousLog limits the rate of log lines that callers without identity cause. The
// zero value is ready to use.
type anonymousLog struct {
	once    sync.Once
	limiter *rate.Limiter

	mu      sync.Mutex
	skipped int
}

// allow reports whether a line may be logged at time now, and returns the number of
// lines skipped since the last one.
func (l *anonymousLog) allow(now time.Time) (skipped int, ok bool) {
	l.once.Do(func() { l.limiter = rate.NewLimiter(anonymousLines, anonymousBurst) })
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.limiter.AllowN(now, 1) {
		l.skipped++
		return 0, false
	}
	skipped, l.skipped = l.skipped, 0
	return skipped, true
}
