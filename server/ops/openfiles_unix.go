//go:build linux || darwin

package ops

import "syscall"

// OpenFiles returns how many files and connections this process may have open, and
// whether the limit is known.
func OpenFiles() (uint64, bool) {
	var limit syscall.Rlimit
	err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit)
	return uint64(limit.Cur), err == nil
}
