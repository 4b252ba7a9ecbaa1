package manual

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/test/browser"
	"webim.js/test/process"
	"webim.js/test/stack"
)

// TestBehindNginx runs the page's nginx settings, without their certificate, in
// front of a server: a page signs in and waits longer than nginx would by
// itself.
func TestBehindNginx(t *testing.T) {
	t.Parallel()
	program, err := exec.LookPath("nginx")
	if err != nil {
		t.Skip("there is no nginx here")
	}
	blocks := codeOf(t, "zh/self-hosting.md", "nginx")
	require.Len(t, blocks, 1)
	require.Equal(t, blocks, codeOf(t, "en/self-hosting.md", "nginx"))
	server := stack.Start(t, "-trust-proxy", "-private")
	front := free(t)
	settings := regexp.MustCompile(`(?m)^\s*ssl_.*$`).ReplaceAllString(blocks[0], "")
	settings = strings.ReplaceAll(settings, "listen 443 ssl;", "listen "+front+";")
	settings = strings.ReplaceAll(settings, "127.0.0.1:8080", strings.TrimSuffix(strings.TrimPrefix(server.URL, "http://"), "/"))
	require.Contains(t, settings, "listen "+front)
	dir := t.TempDir()
	conf := filepath.Join(dir, "nginx.conf")
	temp := ""
	for _, kind := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		temp += fmt.Sprintf("%s_temp_path %s/%s;\n", kind, dir, kind)
	}
	require.NoError(t, os.WriteFile(conf, []byte(asUser()+"daemon off; worker_processes 1; pid "+dir+"/pid; error_log stderr;\nevents { worker_connections 64; }\nhttp {\naccess_log off;\n"+temp+settings+"}\n"), 0o644))
	cmd := exec.Command(program, "-p", dir, "-c", conf, "-e", "stderr")
	var said process.Tail
	cmd.Stderr = &said
	running, err := process.Start(cmd)
	require.NoError(t, err)
	t.Cleanup(running.Kill)
	require.Eventually(t, func() bool {
		resp, err := http.Get("http://" + front + "/healthz")
		if err != nil {
			return false
		}
		defer resp.Body.Close()
		return resp.StatusCode == http.StatusOK
	}, time.Minute, 50*time.Millisecond, "nginx does not answer: %s", &said)
	require.NoError(t, signIn("http://"+front, "alice", server.Signature("alice")))

	tab := browser.Open(t, browser.Chromium, browser.Options{})
	tab.Goto("http://" + front + "/docs/zh/")
	require.Equal(t, "", said.String(), "nginx complains")
	big := bytes.Repeat([]byte("x"), 3<<20) // larger than nginx would take by itself, smaller than the server's own limit
	resp, err := http.Post("http://"+front+"/v4/openim/getmsg", "text/plain", bytes.NewReader(big))
	require.NoError(t, err)
	resp.Body.Close()
	assert.Equal(t, http.StatusOK, resp.StatusCode, "the answer is the server's, not nginx's 413")
}

// asUser keeps a worker that root starts able to write where the test may.
func asUser() string {
	if os.Getuid() == 0 {
		return "user root;\n"
	}
	return ""
}

func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	return l.Addr().String()
}

// TestSystemdUnit has systemd look at the unit.
func TestSystemdUnit(t *testing.T) {
	t.Parallel()
	blocks := codeOf(t, "zh/self-hosting.md", "ini")
	require.Len(t, blocks, 1)
	require.Equal(t, blocks, codeOf(t, "en/self-hosting.md", "ini"))
	program := filepath.Join(stack.Root(t), "bin", "webim-server")
	start := regexp.MustCompile(`(?m)^ExecStart=\S+ serve (.*)$`).FindStringSubmatch(blocks[0])
	require.NotNil(t, start)
	help, err := exec.Command(program, "serve", "-help").CombinedOutput()
	require.NoError(t, err)
	for _, flag := range regexp.MustCompile(`(^| )-[a-z-]+`).FindAllString(start[1], -1) {
		assert.Contains(t, string(help), "  "+strings.TrimSpace(flag)+" ", "no such flag")
	}
	if _, err := exec.LookPath("systemd-analyze"); err != nil {
		t.Skip("there is no systemd-analyze here")
	}
	unit := filepath.Join(t.TempDir(), "webim.service")
	text := strings.ReplaceAll(blocks[0], "/usr/local/bin/webim-server", program)
	require.NoError(t, os.WriteFile(unit, []byte(text), 0o644))
	out, err := exec.Command("systemd-analyze", "verify", unit).CombinedOutput()
	if strings.Contains(string(out), "cgroup") || strings.Contains(string(out), "Failed to initialize manager") {
		t.Skipf("systemd-analyze cannot work here: %s", out)
	}
	assert.NoError(t, err, "%s", out)
	assert.NotContains(t, string(out), "webim.service", "it complains")
}

// TestEveryFlagIsThere: the flags that the pages speak of.
func TestEveryFlagIsThere(t *testing.T) {
	t.Parallel()
	help, err := exec.Command(filepath.Join(stack.Root(t), "bin", "webim-server"), "serve", "-help").CombinedOutput()
	require.NoError(t, err)
	for _, name := range []string{"zh/self-hosting.md", "en/self-hosting.md", "zh/faq.md", "en/faq.md", "zh/errors.md", "en/errors.md", "zh/security.md", "en/security.md"} {
		for _, m := range regexp.MustCompile("`(-[a-z-]+)(?: [^`]*)?`").FindAllStringSubmatch(page(t, name), -1) {
			assert.Contains(t, string(help), "  "+m[1]+" ", "%s speaks of %s", name, m[1])
		}
	}
}
