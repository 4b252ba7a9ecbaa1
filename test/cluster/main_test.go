package main

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/test/process"
)

// With one node killed, every request still gets a response, and shutdown is
// graceful.
func TestClusterSurvivesNodeLoss(t *testing.T) {
	program := filepath.Join(t.TempDir(), "webim-server")
	out, err := exec.Command("go", "build", "-o", program, "../../server/webim-server").CombinedOutput()
	require.NoError(t, err, "%s", out)
	addr, err := process.FreeAddress()
	require.NoError(t, err)

	ctx, stop := context.WithCancel(t.Context())
	output, w := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := run(ctx, w, program, addr, 3)
		w.Close()
		ended <- err
	}()
	var lines []string
	for scan := bufio.NewScanner(output); len(lines) < 4 && scan.Scan(); {
		lines = append(lines, scan.Text())
	}
	require.Len(t, lines, 4, "three nodes and the address must be printed")
	assert.Equal(t, "http://"+addr+"/", lines[3])

	readBody := func(resp *http.Response, err error) string {
		t.Helper()
		require.NoError(t, err)
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		assert.Equal(t, http.StatusOK, resp.StatusCode, "%s", body)
		return string(body)
	}
	requireResponses := func() {
		t.Helper()
		for range 6 { // each node gets two requests
			readBody(http.Get("http://" + addr + "/readyz"))
		}
		for range 6 {
			text := readBody(http.Post("http://"+addr+"/v4/openim/getmsg?sdkappid=1400000001", "text/plain", strings.NewReader(`{"Cookie":""}`)))
			assert.Contains(t, text, `"ErrorCode":`, "a POST must arrive as well")
		}
	}
	isListening := func(addr string) bool {
		conn, err := net.Dial("tcp", addr)
		if err == nil {
			conn.Close()
		}
		return err == nil
	}
	requireResponses()
	node := regexp.MustCompile(`^node 2: (http://(\S+)/?) \(kill (\d+)\)$`).FindStringSubmatch(lines[1])
	require.NotNil(t, node, lines[1])
	pid, err := strconv.Atoi(node[3])
	require.NoError(t, err)
	killed, err := os.FindProcess(pid)
	require.NoError(t, err)
	require.NoError(t, killed.Kill())
	require.Eventually(t, func() bool { return !isListening(strings.TrimSuffix(node[2], "/")) }, 10*time.Second, 10*time.Millisecond)
	requireResponses()
	stop()
	assert.NoError(t, <-ended)
}
