package stack

import (
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// buildFake builds a fake webim-server.
func buildFake(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "fakeserver")
	out, err := exec.Command("go", "build", "-o", program, "./testdata/fakeserver").CombinedOutput()
	require.NoErrorf(t, err, "%s", out)
	return program
}

// starts returns how often the responding server has been started on its data.
func starts(t *testing.T, s *Server) int {
	t.Helper()
	res, err := http.Get(s.URL)
	require.NoError(t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return len(body)
}

func TestRestartKeepsPortAndData(t *testing.T) {
	s := StartProgram(t, buildFake(t))
	url := s.URL
	assert.Equal(t, 1, starts(t, s))
	s.Kill()
	_, err := http.Get(url)
	require.Error(t, err)
	s.Restart()
	assert.Equal(t, url, s.URL)
	assert.Equal(t, 2, starts(t, s))
	s.Stop()
	s.Restart()
	assert.Equal(t, 3, starts(t, s))
	assert.FileExists(t, s.Data())
}

func TestSignatureIsTrimmed(t *testing.T) {
	s := StartProgram(t, buildFake(t))
	assert.Equal(t, "sig of alice", s.Signature("alice"))
	assert.Equal(t, "sig of alice", s.Signature("alice"))
}

// failingTB records the fatal message of a test that must fail.
type failingTB struct {
	testing.TB
	fatal string
}

// Fatalf ends the goroutine, as testing.T does.
func (f *failingTB) Fatalf(format string, args ...any) {
	f.fatal = format
	runtime.Goexit()
}

func failsWith(t *testing.T, f func(t testing.TB)) string {
	inner := &failingTB{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		f(inner)
	}()
	<-done
	return inner.fatal
}

func TestFailuresAreReported(t *testing.T) {
	program := buildFake(t)
	assert.Contains(t, failsWith(t, func(t testing.TB) { StartProgram(t, program, "-say", "hello") }), "first line of webim-server is")
	assert.Contains(t, failsWith(t, func(t testing.TB) { StartProgram(t, program, "-no-such-flag") }), "first line of webim-server is")
	s := StartProgram(t, program)
	defer func(limit time.Duration) { startLimit = limit }(startLimit)
	startLimit = 2 * time.Second
	assert.Contains(t, failsWith(t, func(t testing.TB) { StartProgram(t, program, "-say", "http://127.0.0.1:1/") }), "is not ready")
	s.t = &failingTB{TB: t}
	failsWith(t, func(inner testing.TB) { s.t = inner; s.Signature("nobody") })
	assert.Contains(t, s.t.(*failingTB).fatal, "webim-server sig")
}

func TestRealServerKeepsURL(t *testing.T) {
	s := Start(t, "-log-level", "warn")
	sig := s.Signature("alice")
	assert.NotEmpty(t, sig)
	assert.NotContains(t, sig, "\n")
	url := s.URL
	s.Kill()
	s.Restart()
	assert.Equal(t, url, s.URL)
	s.Stop()
}
