package process

import (
	"os"
	"syscall"
)

// ownGroup starts a child in a new process group, so that its children can be
// killed with it, and makes the kernel kill it if the test binary dies.
func ownGroup() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

func killGroup(p *os.Process) { _ = syscall.Kill(-p.Pid, syscall.SIGKILL) }
