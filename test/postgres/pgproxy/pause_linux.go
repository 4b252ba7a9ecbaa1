package pgproxy

import (
	"syscall"
	"time"
)

// pause waits in the system: Go's timers may take a millisecond longer, which
// is more than the round trips that are to be had.
func pause(d time.Duration) {
	if d <= 0 {
		return
	}
	t := syscall.NsecToTimespec(int64(d))
	_ = syscall.Nanosleep(&t, nil) // interrupted: a little earlier
}
