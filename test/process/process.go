// Package process runs the programs that tests need beside them, browsers and
// servers, so that none outlives the test binary.
package process

import (
	"bytes"
	"os"
	"os/exec"
	"runtime"
	"sync"
)

// Process is a started program with its children.
type Process struct {
	cmd  *exec.Cmd
	done chan struct{}
}

// Start starts a command in a process group of its own. The command is waited
// for at once, so its output has to go to a writer or a file, not to a
// StdoutPipe, which waiting would close.
func Start(cmd *exec.Cmd) (*Process, error) {
	cmd.SysProcAttr = ownGroup()
	p := &Process{cmd: cmd, done: make(chan struct{})}
	begun := make(chan error, 1)
	go func() {
		// On Linux the kernel kills the child when the thread that started it
		// ends, so this goroutine keeps its thread for the child's life.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		begun <- err
		if err == nil {
			_ = cmd.Wait() // the state tells how it ended
			close(p.done)
		}
	}()
	if err := <-begun; err != nil {
		return nil, err
	}
	return p, nil
}

// Done is closed when the program has ended and has been waited for.
func (p *Process) Done() <-chan struct{} { return p.done }

// Ended describes how the program ended; it is empty while it runs.
func (p *Process) Ended() string {
	select {
	case <-p.done:
		return p.cmd.ProcessState.String()
	default:
		return ""
	}
}

// Signal sends a signal to the program itself.
func (p *Process) Signal(s os.Signal) error { return p.cmd.Process.Signal(s) }

// Kill ends the program and its children at once (SIGKILL) and waits for it.
func (p *Process) Kill() {
	killGroup(p.cmd.Process)
	<-p.done
}

// Tail keeps the last 8 kB of what a program wrote, for the error when it
// fails. It is an io.Writer; the zero value is ready.
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

// String returns what is kept.
func (t *Tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.buf.String()
}
