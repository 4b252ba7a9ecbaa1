// Package clock is the server's only source of time, so that tests can control it.
package clock

import "time"

// Clock returns the current time and creates timers.
type Clock interface {
	Now() time.Time

	// After returns a channel that receives once d has passed, and a function that
	// stops the timer.
	After(d time.Duration) (<-chan time.Time, func())
}

// System is the system clock.
type System struct{}

// Now implements Clock.
func (System) Now() time.Time { return time.Now() }

// After implements Clock.
func (System) After(d time.Duration) (<-chan time.Time, func()) {
	t := time.NewTimer(d)
	return t.C, func() { t.Stop() }
}
