package poll

import "testing"

// SetMaxEvents sets maxEvents until a test ends.
func SetMaxEvents(t testing.TB, n int) {
	before := maxEvents
	maxEvents = n
	t.Cleanup(func() { maxEvents = before })
}
