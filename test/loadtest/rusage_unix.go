//go:build unix

package main

import (
	"fmt"
	"syscall"
	"time"
)

// processorTime is what this program has used.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// checkFiles makes sure that so many connections can be open. Go has raised
// the limit as far as it goes when the program started.
func checkFiles(needed int) error {
	var l syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &l); err != nil {
		return err
	}
	if uint64(l.Cur) < uint64(needed) {
		return fmt.Errorf("%d open files are needed, %d allowed: ulimit -n", needed, l.Cur)
	}
	return nil
}
