package process

import (
	"os"
	"syscall"
)

// ownGroup puts a child into a process group of its own, so that its children
// can be ended with it, and has the kernel kill it should the test binary die
// without ending it.
func ownGroup() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

func killGroup(p *os.Process) { _ = syscall.Kill(-p.Pid, syscall.SIGKILL) }
