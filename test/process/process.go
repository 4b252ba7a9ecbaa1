// Package process runs the programs that tests need, such as browsers and servers,
// and ensures that none outlives the test binary.
package process

import (
	"bytes"
	"os"
	"os/exec"
	"runtime"
	"sync"
)

// Process is a started program and its children.
type Process struct {
	cmd  *exec.Cmd
	done chan struct{}
}

// Start starts a command in a new process group. It waits for the command in the
// background, which closes a StdoutPipe early, so the output must go to a writer or
// a file.
func Start(cmd *exec.Cmd) (*Process, error) {
	cmd.SysProcAttr = ownGroup()
	p := &Process{cmd: cmd, done: make(chan struct{})}
	begun := make(chan error, 1)
	go func() {
		// On Linux the kernel kills the child when the thread that started it
		// exits, so this goroutine keeps its thread.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		begun <- err
		if err == nil {
			_ = cmd.Wait() // see ProcessState
			close(p.done)
		}
	}()
	if err := <-begun; err != nil {
		return nil, err
	}
	return p, nil
}

// Done returns a channel that is closed when the program has exited.
func (p *Process) Done() <-chan struct{} { return p.done }

// ExitStatus describes how the program exited. It is empty while the program runs.
func (p *Process) ExitStatus() string {
	select {
	case <-p.done:
		return p.cmd.ProcessState.String()
	default:
		return ""
	}
}

// Signal sends a signal to the program, but not to its children.
func (p *Process) Signal(s os.Signal) error { return p.cmd.Process.Signal(s) }

// Kill kills the program and its children (SIGKILL) and waits for the program.
func (p *Process) Kill() {
	killGroup(p.cmd.Process)
	<-p.done
}

// Tail is an io.Writer that keeps the last 8 kB written, for error messages. The
// zero value is ready to use.
type Tail struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

const tailSize = 8 << 10 // bytes

// Write implements io.Writer.
func (t *Tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.buf.Write(p)
	if over := t.buf.Len() - tailSize; over > 0 {
		t.buf.Next(over)
	}
	return len(p), nil
}

// String returns the data kept.
func (t *Tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.buf.String()
}
