//go:build linux || darwin

package ops

import "syscall"

// OpenFiles returns the limit of open files and connections of this process, and
// reports whether it is known.
func OpenFiles() (uint64, bool) {
	var limit syscall.Rlimit
	err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit)
	return uint64(limit.Cur), err == nil
}
