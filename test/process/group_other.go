//go:build !linux

package process

import (
	"os"
	"syscall"
)

// ownGroup returns nil: there is no portable equivalent.
func ownGroup() *syscall.SysProcAttr { return nil }

func killGroup(p *os.Process) { _ = p.Kill() }
