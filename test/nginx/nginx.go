// Package nginx runs nginx in front of a server, with the settings of the documentation.
package nginx

import (
	"crypto/tls"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"webim.js/server/tlsport"
	"webim.js/test/process"
	"webim.js/test/stack"
)

// Proxy is a running nginx.
type Proxy struct {
	URL string        // with a slash at the end
	Log *process.Tail // output of nginx
}

const startLimit = time.Minute

var settingsOf = regexp.MustCompile("(?ms)^```nginx\n(.*?)^```$")

// HTTP1 runs nginx until the test ends, over HTTP/1.1 and without a certificate. It
// skips the test if nginx is not installed. The server needs -trust-proxy.
func HTTP1(t testing.TB, server *stack.Server) *Proxy {
	t.Helper()
	return start(t, server, "http", func(settings, address, _ string) string {
		settings = regexp.MustCompile(`(?m)^\s*ssl_.*$`).ReplaceAllString(settings, "")
		return replaced(t, settings, "listen 443 ssl http2;", "listen "+address+";")
	})
}

// HTTP2 is HTTP1 over TLS with a self-signed certificate, where browsers use HTTP/2.
func HTTP2(t testing.TB, server *stack.Server) *Proxy {
	t.Helper()
	return start(t, server, "https", func(settings, address, dir string) string {
		files := tlsport.Files{Certificate: filepath.Join(dir, "nginx.pem"), Key: filepath.Join(dir, "nginx.key")}
		_, err := tlsport.Certificate(files, []string{"127.0.0.1"}, time.Now())
		require.NoError(t, err)
		settings = replaced(t, settings, "/etc/ssl/im.example.pem", files.Certificate)
		settings = replaced(t, settings, "/etc/ssl/im.example.key", files.Key)
		return replaced(t, settings, "listen 443 ", "listen "+address+" ")
	})
}

// start runs nginx with the documented settings after adapt has set address and
// certificate, and waits until the server responds through it.
func start(t testing.TB, server *stack.Server, scheme string, adapt func(settings, address, dir string) string) *Proxy {
	t.Helper()
	program, err := exec.LookPath("nginx")
	if err != nil {
		t.Skip("nginx is not installed")
	}
	text, err := os.ReadFile(filepath.Join(stack.Root(t), "docs", "zh", "self-hosting.md"))
	require.NoError(t, err)
	blocks := settingsOf.FindAllStringSubmatch(string(text), -1)
	require.Len(t, blocks, 1)
	address, err := process.FreeAddress()
	require.NoError(t, err)
	backend, err := url.Parse(server.URL)
	require.NoError(t, err)
	dir := t.TempDir()
	settings := adapt(blocks[0][1], address, dir)
	settings = replaced(t, settings, "127.0.0.1:8080", backend.Host)

	var b strings.Builder
	if os.Getuid() == 0 {
		b.WriteString("user root;\n") // a worker must be able to write to the test's folder
	}
	fmt.Fprintf(&b, "daemon off; worker_processes 1; pid %s/pid; error_log stderr;\nevents { worker_connections 128; }\nhttp {\naccess_log off;\n", dir)
	for _, kind := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		fmt.Fprintf(&b, "%s_temp_path %s/%[1]s;\n", kind, dir)
	}
	b.WriteString(settings + "}\n")
	conf := filepath.Join(dir, "nginx.conf")
	require.NoError(t, os.WriteFile(conf, []byte(b.String()), 0o644))

	f := &Proxy{URL: scheme + "://" + address + "/", Log: &process.Tail{}}
	cmd := exec.Command(program, "-p", dir, "-c", conf, "-e", "stderr")
	cmd.Stderr = f.Log
	running, err := process.Start(cmd)
	require.NoError(t, err)
	t.Cleanup(running.Kill)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	defer client.CloseIdleConnections()
	require.Eventually(t, func() bool {
		resp, err := client.Get(f.URL + "healthz")
		if err != nil {
			return false
		}
		defer resp.Body.Close()
		return resp.StatusCode == http.StatusOK
	}, startLimit, 50*time.Millisecond, "no response: %s", f.Log)
	return f
}

func replaced(t testing.TB, text, old, new string) string {
	t.Helper()
	require.Contains(t, text, old)
	return strings.ReplaceAll(text, old, new)
}
