package manual

import (
	"bytes"
	"fmt"
	"io"
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
	"webim.js/test/nginx"
	"webim.js/test/process"
	"webim.js/test/stack"
)

// TestNginxSettingsWork runs nginx with the page's settings in front of a server.
func TestNginxSettingsWork(t *testing.T) {
	t.Parallel()
	findProxy(t, "nginx", "nginx")
	server := stack.Start(t, "-trust-proxy", "-private", "-max-instances", "1")
	proxy := nginx.HTTP1(t, server)
	testThroughProxy(t, server, strings.Trim(strings.TrimPrefix(proxy.URL, "http:"), "/"))
	assert.Equal(t, "", proxy.Log.String(), "nginx must log no errors")
}

// TestCaddySettingsWork runs Caddy with the page's settings, without HTTPS, in front of a
// server.
func TestCaddySettingsWork(t *testing.T) {
	t.Parallel()
	program, settings := findProxy(t, "caddy", "caddy")
	server := stack.Start(t, "-trust-proxy", "-private", "-max-instances", "1")
	address := freeAddress(t)
	settings = replaced(t, settings, "im.example {", "http://"+address+" {")
	settings = replaced(t, settings, "127.0.0.1:8080", host(server))
	dir := t.TempDir()
	conf := filepath.Join(dir, "Caddyfile")
	require.NoError(t, os.WriteFile(conf, []byte("{\n\tadmin off\n}\n"+settings), 0o600))
	caddy := exec.Command(program, "run", "--adapter", "caddyfile", "--config", conf)
	caddy.Env = append(os.Environ(), "HOME="+dir, "XDG_DATA_HOME="+dir, "XDG_CONFIG_HOME="+dir)
	proxyLog := startProxy(t, address, caddy)
	testThroughProxy(t, server, address)
	assert.NotContains(t, proxyLog.String(), `"level":"error"`)
	assert.NotContains(t, proxyLog.String(), `is not formatted`)
}

// findProxy returns the path of a web server and its settings, which are equal in both
// languages' pages.
func findProxy(t *testing.T, name, language string) (program, settings string) {
	t.Helper()
	program, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed", name)
	}
	blocks := codeOf(t, "zh/self-hosting.md", language)
	require.Len(t, blocks, 1)
	require.Equal(t, blocks, codeOf(t, "en/self-hosting.md", language))
	return program, blocks[0]
}

func replaced(t *testing.T, text, old, new string) string {
	t.Helper()
	require.Contains(t, text, old)
	return strings.ReplaceAll(text, old, new)
}

func host(server *stack.Server) string {
	return strings.TrimSuffix(strings.TrimPrefix(server.URL, "http://"), "/")
}

// startProxy starts a web server and waits until the server responds through it.
func startProxy(t *testing.T, address string, cmd *exec.Cmd) *process.Tail {
	t.Helper()
	proxyLog := &process.Tail{}
	cmd.Stderr = proxyLog
	running, err := process.Start(cmd)
	require.NoError(t, err)
	t.Cleanup(running.Kill)
	require.Eventually(t, func() bool {
		resp, err := http.Get("http://" + address + "/healthz")
		if err != nil {
			return false
		}
		defer resp.Body.Close()
		return resp.StatusCode == http.StatusOK
	}, time.Minute, 50*time.Millisecond, "no response: %s", proxyLog)
	return proxyLog
}

// testThroughProxy uses a server from a page through a web server: it signs in,
// receives a message by its pending poll, uploads a file that is larger than web
// servers accept by default, and is notified once of a sign-in elsewhere.
func testThroughProxy(t *testing.T, server *stack.Server, address string) {
	t.Helper()
	require.NoError(t, signIn("http://"+address, "alice", server.Signature("alice")))
	page := func(user string) *browser.Tab {
		tab := browser.Open(t, browser.Chromium, browser.Options{})
		tab.Goto("http://" + address + "/sdk/webim.js") // no Content-Security-Policy of this document blocks the test's code
		tab.Eval(`new Promise(function (ok, failed) {
			var tag = document.createElement('script');
			tag.src = '/sdk/webim.js';
			tag.onload = function () { ok(true); };
			tag.onerror = failed;
			document.head.appendChild(tag);
		})`, nil)
		tab.Eval(fmt.Sprintf(`new Promise(function (ok, failed) {
			window.received = [];
			window.kicked = [];
			webim.login({ sdkAppID: '1400000001', accountType: '1', identifier: %q, userSig: %q },
				{
					onMsgNotify: function (list) { list.forEach(function (m) { received.push(m.toHtml()); }); },
					onKickedEventCall: function () { kicked.push('onKickedEventCall'); },
					onC2cEventNotifys: { 96: function () { kicked.push(96); } }
				},
				{ isLogOn: false }, function () { ok(true); }, failed);
		})`, user, server.Signature(user)), nil)
		return tab
	}
	alice, bob := page("alice"), page("bob")
	bob.Eval(`new Promise(function (ok, failed) {
		var msg = new webim.Msg(new webim.Session('C2C', 'alice', 'alice', '', 0), true, -1, -1, -1, 'bob', 0, 'bob');
		msg.addText(new webim.Msg.Elem.Text('through the proxy'));
		webim.sendMsg(msg, function () { ok(true); }, failed);
	})`, nil)
	alice.WaitFor(`received[0] === 'through the proxy'`)
	var file string // its URL, as other users request it
	alice.Eval(`new Promise(function (ok, failed) {
		webim.uploadFile({ file: new File([new Uint8Array(3 << 20)], 'large.bin'), To_Account: 'bob', businessType: 2, fileType: 2 },
			function (resp) { ok(resp.URL_INFO); }, failed);
	})`, &file)
	resp, err := http.Get(file)
	require.NoError(t, err)
	got, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	resp.Body.Close()
	assert.Len(t, got, 3<<20)
	assert.True(t, strings.HasPrefix(file, "http://"+address+"/"), "the file's address must have the page's host: %s", file)
	big := bytes.Repeat([]byte("x"), 3<<20) // larger than nginx accepts by default, smaller than the server's limit
	resp, err = http.Post("http://"+address+"/v4/openim/getmsg", "text/plain", bytes.NewReader(big))
	require.NoError(t, err)
	resp.Body.Close()
	assert.Equal(t, http.StatusOK, resp.StatusCode, "the response must be the server's, not a 413 of the proxy")
	page("alice") // ends the first session
	alice.WaitFor(`kicked.length === 2`)
	alice.WaitFor(`!webim.checkLogin()`)
	var kicked []any
	alice.Eval(`kicked`, &kicked)
	assert.Equal(t, []any{"onKickedEventCall", 96.0}, kicked)
}

func freeAddress(t *testing.T) string {
	t.Helper()
	address, err := process.FreeAddress()
	require.NoError(t, err)
	return address
}

// TestSystemdUnitIsValid verifies the unit with systemd-analyze.
func TestSystemdUnitIsValid(t *testing.T) {
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
		assert.Regexp(t, `(?m)^  `+strings.TrimSpace(flag)+`( |$)`, string(help), "unknown flag")
	}
	if _, err := exec.LookPath("systemd-analyze"); err != nil {
		t.Skip("systemd-analyze is not installed")
	}
	unit := filepath.Join(t.TempDir(), "webim.service")
	text := strings.ReplaceAll(blocks[0], "/usr/local/bin/webim-server", program)
	require.NoError(t, os.WriteFile(unit, []byte(text), 0o644))
	out, err := exec.Command("systemd-analyze", "verify", unit).CombinedOutput()
	if strings.Contains(string(out), "cgroup") || strings.Contains(string(out), "Failed to initialize manager") {
		t.Skipf("systemd-analyze does not work here: %s", out)
	}
	assert.NoError(t, err, "%s", out)
	assert.NotContains(t, string(out), "webim.service", "systemd-analyze must report nothing")
}

// Every flag that the pages name exists.
func TestDocumentedFlagsExist(t *testing.T) {
	t.Parallel()
	help, err := exec.Command(filepath.Join(stack.Root(t), "bin", "webim-server"), "serve", "-help").CombinedOutput()
	require.NoError(t, err)
	for _, name := range []string{"zh/self-hosting.md", "en/self-hosting.md", "zh/faq.md", "en/faq.md", "zh/errors.md", "en/errors.md", "zh/security.md", "en/security.md"} {
		for _, m := range regexp.MustCompile("`(-[a-z-]+)(?: [^`]*)?`").FindAllStringSubmatch(page(t, name), -1) {
			assert.Regexp(t, `(?m)^  `+m[1]+`( |$)`, string(help), "%s names the unknown flag %s", name, m[1])
		}
	}
}
