package ops

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// deadlines records the write deadlines that a handler sets.
type deadlines struct {
	*httptest.ResponseRecorder
	set []time.Time
}

func (d *deadlines) SetWriteDeadline(t time.Time) error {
	d.set = append(d.set, t)
	return nil
}

// ReadFrom implements io.ReaderFrom, as connections do.
func (d *deadlines) ReadFrom(r io.Reader) (int64, error) { return io.Copy(d.Body, r) }

func TestStallTimeoutExtendsPerPiece(t *testing.T) {
	content := bytes.Repeat([]byte("0123456789abcdef"), 100_000)
	file := filepath.Join(t.TempDir(), "f")
	require.NoError(t, os.WriteFile(file, content, 0o600))
	for name, serve := range map[string]http.HandlerFunc{
		"written": func(w http.ResponseWriter, r *http.Request) { _, _ = w.Write(content) },
		"a file":  func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, file) },
		"a reader": func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(w, bytes.NewBuffer(content))
		},
	} {
		d := &deadlines{ResponseRecorder: httptest.NewRecorder()}
		StallTimeout(serve).ServeHTTP(d, httptest.NewRequest(http.MethodGet, "/", nil))
		assert.True(t, bytes.Equal(content, d.Body.Bytes()), name)
		require.Greater(t, len(d.set), len(content)/pieceSize, name)
		assert.True(t, d.set[0].IsZero(), name)
		for _, at := range d.set[1:] {
			assert.WithinDuration(t, time.Now().Add(stallTime), at, stallTime/2, name)
		}
	}
}

func TestConnectionsAboveLimitAreClosed(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	refused := make(chan bool, 10)
	web := &http.Server{Handler: http.NotFoundHandler()}
	go web.Serve(Connections(listener, 3, 1, func() { refused <- true }))
	defer web.Close()
	dial := func() net.Conn {
		c, err := net.Dial("tcp", listener.Addr().String())
		require.NoError(t, err)
		return c
	}
	isServed := func(c net.Conn) bool {
		_, err := io.WriteString(c, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
		if err != nil {
			return false
		}
		n, _ := c.Read(make([]byte, 10))
		return n > 0
	}
	open := []net.Conn{dial(), dial(), dial()} // loopback connections only count against the total
	for _, c := range open {
		assert.True(t, isServed(c))
	}
	assert.False(t, isServed(dial()))
	<-refused
	open[0].Close()
	require.Eventually(t, func() bool { return isServed(dial()) }, 10*time.Second, 10*time.Millisecond)

	assert.Equal(t, "192.0.2.1", connectionKey(&net.TCPAddr{IP: net.ParseIP("192.0.2.1"), Port: 1}))
	p := slots{perKey: 1, taken: map[string]int{}}
	assert.Equal(t, taken, p.take("192.0.2.1"))
	assert.Equal(t, fullForKey, p.take("192.0.2.1"))
	assert.Equal(t, taken, p.take(""))
	assert.Equal(t, taken, p.take(""), "loopback must be limited in total only")
}
