package process

import (
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestKillEndsChildren(t *testing.T) {
	// The child holds the pipe open, so it reaches EOF only when both have exited.
	out, w, err := os.Pipe()
	require.NoError(t, err)
	defer out.Close()
	cmd := exec.Command("sh", "-c", "sleep 600 & echo started; wait")
	cmd.Stdout = w
	p, err := Start(cmd)
	require.NoError(t, err)
	w.Close()
	line := make([]byte, 8)
	_, err = out.Read(line)
	require.NoError(t, err)
	assert.Equal(t, "started\n", string(line))
	assert.Empty(t, p.ExitStatus())

	ended := make(chan struct{})
	go func() {
		_, _ = out.Read(line)
		close(ended)
	}()
	p.Kill()
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Fatal("child still running")
	}
	assert.Equal(t, "signal: killed", p.ExitStatus())
}

func TestSignalEndsProcess(t *testing.T) {
	p, err := Start(exec.Command("sleep", "600"))
	require.NoError(t, err)
	require.NoError(t, p.Signal(syscall.SIGTERM))
	<-p.Done()
	assert.Contains(t, p.ExitStatus(), "terminated")
	p.Kill() // no effect after the exit

	_, err = Start(exec.Command("/no/such/program"))
	assert.Error(t, err)
}

func TestTailKeepsEnd(t *testing.T) {
	var tail Tail
	_, _ = tail.Write([]byte(strings.Repeat("a", tailSize)))
	_, _ = tail.Write([]byte("end"))
	assert.Len(t, tail.String(), tailSize)
	assert.True(t, strings.HasSuffix(tail.String(), "aend"))
}
