//go:build unix

package main

import (
	"fmt"
	"syscall"
	"time"
)

// processorTime returns the processor time used by this program.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// checkOpenFiles returns an error if fewer files can be open than needed. Go raises the
// soft limit to the hard limit at startup.
func checkOpenFiles(needed int) error {
	var l syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &l); err != nil {
		return err
	}
	if uint64(l.Cur) < uint64(needed) {
		return fmt.Errorf("%d open files required, limit is %d: see ulimit -n", needed, l.Cur)
	}
	return nil
}
