// Package clocktest provides a manually advanced clock for tests.
package clocktest

import (
	"sync"
	"time"
)

// Clock implements clock.Clock. Use New to create one.
type Clock struct {
	mu     sync.Mutex
	now    time.Time
	timers map[*timer]bool
	change chan struct{} // closed and replaced whenever timers are added
}

type timer struct {
	at time.Time
	c  chan time.Time
}

// New returns a clock set to the given Unix time in seconds.
func New(unix int64) *Clock {
	return &Clock{now: time.Unix(unix, 0), timers: map[*timer]bool{}, change: make(chan struct{})}
}

// Now implements clock.Clock.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// After implements clock.Clock.
func (c *Clock) After(d time.Duration) (<-chan time.Time, func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := &timer{at: c.now.Add(d), c: make(chan time.Time, 1)}
	if d <= 0 {
		t.c <- c.now
		return t.c, func() {}
	}
	c.timers[t] = true
	close(c.change)
	c.change = make(chan struct{})
	return t.c, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.timers, t)
	}
}

// Advance moves the clock forward and fires the timers that are due.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	for t := range c.timers {
		if !t.at.After(c.now) {
			t.c <- c.now
			delete(c.timers, t)
		}
	}
}

// AwaitTimers blocks until n timers are running, for example until n polls wait.
func (c *Clock) AwaitTimers(n int) {
	for {
		c.mu.Lock()
		have, change := len(c.timers), c.change
		c.mu.Unlock()
		if have >= n {
			return
		}
		<-change
	}
}

// Waiting returns a channel that is closed once a timer is running.
func (c *Clock) Waiting() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.timers) > 0 {
		ready := make(chan struct{})
		close(ready)
		return ready
	}
	return c.change
}
