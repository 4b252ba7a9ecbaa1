package api

import (
	"sync"

	"golang.org/x/time/rate"
)

const (
	// strangerLines is how many refused calls of callers without identity are logged a
	// second; strangerBurst is how many at once.
	strangerLines = 5
	strangerBurst = 50
)

// strangerLog limits the rate of log lines that callers without identity cause. The
// zero value is ready to use.
type strangerLog struct {
	once    sync.Once
	limiter *rate.Limiter

	mu      sync.Mutex
	skipped int
}

// allow reports whether a line may be logged, and how many were skipped since
// the last one.
func (l *strangerLog) allow() (skipped int, ok bool) {
	l.once.Do(func() { l.limiter = rate.NewLimiter(strangerLines, strangerBurst) })
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.limiter.Allow() {
		l.skipped++
		return 0, false
	}
	skipped, l.skipped = l.skipped, 0
	return skipped, true
}
