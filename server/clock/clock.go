// Package clock is the server's only source of time, so that tests decide
// when a minute has passed.
package clock

import "time"

// Clock tells the time and wakes up later.
type Clock interface {
	Now() time.Time

	// After returns a channel that receives once d has passed, and a function
	// that gives the timer back early.
	After(d time.Duration) (<-chan time.Time, func())
}

// System is the machine's clock.
type System struct{}

// Now implements Clock.
func (System) Now() time.Time { return time.Now() }

// After implements Clock.
func (System) After(d time.Duration) (<-chan time.Time, func()) {
	t := time.NewTimer(d)
	return t.C, func() { t.Stop() }
}
