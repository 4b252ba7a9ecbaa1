package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// openStalled opens a connection and sends the start of a request, but neither sends the
// rest nor reads the response.
func openStalled(t *testing.T, address, text string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(address, "http://"))
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close() })
	require.NoError(t, conn.(*net.TCPConn).SetReadBuffer(4096))
	_, err = io.WriteString(conn, text)
	require.NoError(t, err)
	return conn
}

// A process exits after SIGTERM, whatever clients keep open.
func TestShutdownIgnoresStalledClients(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for a timeout")
	}
	data := filepath.Join(t.TempDir(), "im.db")
	p := serve(t, "-data", data, "-log-level", "error")
	alice := runSig(t, "-data", data, "-user", "alice")
	id := upload(t, p.url, alice, strings.Repeat("large ", 1<<20))
	response, err := call(p.url, "alice", alice, "openim/authkey", map[string]any{})
	require.NoError(t, err)
	admin, token := p.admin(t)

	const post = "POST /v4/openim/sendmsg?sdkappid=1400000001&identifier=alice&usersig=%s HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n{"
	openStalled(t, p.url, "")
	openStalled(t, p.url, "GET / HTTP/1.1\r\nHost:")
	openStalled(t, p.url, fmt.Sprintf(post, alice))
	openStalled(t, p.url, "GET /asn.com/stddownload_common_file?authkey="+response["AuthKey"].(string)+"&fileid="+id+" HTTP/1.1\r\nHost: a\r\n\r\n")
	openStalled(t, admin, "POST /admin/backup HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nAuthorization: Bearer "+token+"\r\n\r\n")
	openStalled(t, admin, "POST /admin/debug/pprof/profile?seconds=600 HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nAuthorization: Bearer "+token+"\r\n\r\n")
	_, err = call(p.url, "alice", alice, "openim/getmsg", map[string]any{"Cookie": ""}) // the other requests have been sent as well
	require.NoError(t, err)

	start := time.Now()
	p.signal(t, syscall.SIGTERM)
	assert.Less(t, time.Since(start), 10*time.Second)
	p = serve(t, "-data", data)
	assert.Equal(t, 6<<20, len(download(t, p.url, alice, id)))
}

// residentMemory returns the resident memory of a process in bytes.
func residentMemory(t *testing.T, pid int) int64 {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Skip("no /proc here")
	}
	found := regexp.MustCompile(`VmRSS:\s+(\d+) kB`).FindSubmatch(status)
	require.NotNil(t, found)
	kilobytes, err := strconv.ParseInt(string(found[1]), 10, 64)
	require.NoError(t, err)
	return kilobytes << 10
}

// Incomplete bodies use little memory: almost none without identity, and at most the
// user's share otherwise.
func TestStalledBodiesUseLittleMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("slow with the race detector")
	}
	data := filepath.Join(t.TempDir(), "im.db")
	p := serve(t, "-data", data, "-log-level", "error", "-max-bodies-client", strconv.Itoa(64<<20))
	alice := runSig(t, "-data", data, "-user", "alice")
	before := residentMemory(t, p.cmd.Process.Pid)
	large := bytes.Repeat([]byte("x"), 3<<20)
	for i := range 60 {
		if i < 10 { // the server responds to each after a pause
			stranger := openStalled(t, p.url, "POST /v4/imopenstat/web_report?sdkappid=1400000001 HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000\r\n\r\n")
			_ = stranger.SetDeadline(time.Now().Add(10 * time.Second))
			text, _ := io.ReadAll(stranger)
			require.Contains(t, string(text), "60101", "a large anonymous body must be refused")
		}

		conn := openStalled(t, p.url, "POST /v4/openim/sendmsg?sdkappid=1400000001&identifier=alice&usersig="+alice+" HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000\r\n\r\n{")
		_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
		_, _ = conn.Write(large) // the server may have closed the connection
	}
	grown := residentMemory(t, p.cmd.Process.Pid) - before
	assert.Less(t, grown, int64(200<<20), "60 bodies of 3 MiB must not be held in memory")
	response, err := call(p.url, "bob", runSig(t, "-data", data, "-user", "bob"), "openim/getmsg", map[string]any{"Cookie": ""})
	require.NoError(t, err)
	assert.Equal(t, "OK", response["ActionStatus"], "other users must be served")
	admin, token := p.admin(t)
	_, body := get(t, admin+"/metrics", func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) })
	assert.Regexp(t, `webim_requests_total\{code="60105",command="openim/sendmsg"\} [1-9]`, body)
}
