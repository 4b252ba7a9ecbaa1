package main

import (
	"bufio"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// asProgram makes the test binary run main.
const asProgram = "LOADTEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// A terminated program leaves no server and no directory.
func TestSignalCleansUp(t *testing.T) {
	program, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.Command(program, "-users", "10", "-group-size", "5", "-senders", "2", "-rate", "20", "-seconds", "600", "-warm-up", "10ms")
	folder := t.TempDir()
	cmd.Env = append(os.Environ(), asProgram+"=1", "TMPDIR="+folder)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	defer func() { _ = cmd.Process.Kill() }()

	var address string
	lines := bufio.NewScanner(out)
	for lines.Scan() { // until messages are sent
		if _, at, found := strings.Cut(lines.Text(), " at "); found {
			address, _, _ = strings.Cut(at, ";")
		}
		if strings.HasPrefix(lines.Text(), "memory: ") {
			break
		}
	}
	require.NotEmpty(t, address)
	conn, err := net.Dial("tcp", address)
	require.NoError(t, err, "the server must be running")
	conn.Close()
	require.NoError(t, cmd.Process.Signal(syscall.SIGTERM))
	for lines.Scan() { // keep the pipe from filling
		continue
	}
	assert.Error(t, cmd.Wait(), "the program must fail")
	_, err = net.Dial("tcp", address)
	assert.Error(t, err, "the server must have exited")
	left, err := os.ReadDir(folder)
	require.NoError(t, err)
	assert.Empty(t, left)
}
