package pgproxy

import (
	"syscall"
	"time"
)

// pause sleeps in the kernel. Go's timers may be a millisecond late, which exceeds
// the round trips to simulate.
func pause(d time.Duration) {
	if d <= 0 {
		return
	}
	t := syscall.NsecToTimespec(int64(d))
	_ = syscall.Nanosleep(&t, nil) // interrupted: slightly early
}
