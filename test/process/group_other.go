//go:build !linux

package process

import (
	"os"
	"syscall"
)

// ownGroup has nothing portable to ask for outside Linux.
func ownGroup() *syscall.SysProcAttr { return nil }

func killGroup(p *os.Process) { _ = p.Kill() }
