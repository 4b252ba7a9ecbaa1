package packages

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	webimjs "webim.js"
	"webim.js/test/browser"
	"webim.js/test/npm"
	"webim.js/test/process"
	"webim.js/test/stack"
)

// example returns a copy of a folder of examples/ in which the packages of its
// package.json are installed, webim-wasm from the release.
func example(t *testing.T, name string) string {
	t.Helper()
	modules := npm.Modules(t)
	dir := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.CopyFS(dir, os.DirFS(filepath.Join(stack.Root(t), "examples", name))))
	own := filepath.Join(dir, "node_modules")
	require.NoError(t, os.Mkdir(own, 0o700))
	entries, err := os.ReadDir(modules)
	require.NoError(t, err)
	for _, e := range entries {
		require.NoError(t, os.Symlink(filepath.Join(modules, e.Name()), filepath.Join(own, e.Name())))
	}
	require.NoError(t, os.CopyFS(filepath.Join(own, "webim-wasm"), os.DirFS(distPath(t, "npm"))))
	return dir
}

// The examples name the exact versions that their tests use.
func TestExamplesPinTestedVersions(t *testing.T) {
	type manifest struct{ Dependencies, DevDependencies map[string]string }
	parse := func(path string) (m manifest) {
		require.NoError(t, json.Unmarshal(read(t, filepath.Join(stack.Root(t), path)), &m), path)
		return m
	}
	tested := parse("test/npm/package.json").Dependencies
	tested["webim-wasm"] = webimjs.Version()
	paths, err := filepath.Glob(filepath.Join(stack.Root(t), "examples", "*", "package.json"))
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	for _, path := range paths {
		name := filepath.Base(filepath.Dir(path))
		m := parse("examples/" + name + "/package.json")
		for _, list := range []map[string]string{m.Dependencies, m.DevDependencies} {
			for dependency, version := range list {
				assert.Equal(t, tested[dependency], version, "%s: %s", name, dependency)
			}
		}
	}
}

// runScript runs a script of an example's package.json.
func runScript(t *testing.T, dir, script string, env ...string) {
	t.Helper()
	cmd := exec.Command("npm", "run", "--silent", script)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
}

// TestInstallCommandInstallsClient runs the quick start's command that installs the
// package.
func TestInstallCommandInstallsClient(t *testing.T) {
	page := string(read(t, filepath.Join(stack.Root(t), "docs", "zh", "quickstart.md")))
	command := regexp.MustCompile(`(?m)^npm install .*$`).FindString(page)
	require.NotEmpty(t, command)
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "package.json"), []byte(`{"private": true, "type": "module"}`), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, filepath.Base(tarball(t))), read(t, tarball(t)), 0o600))
	install := exec.Command("sh", "-c", command+" && node -e \"import('webim-wasm/client').then(({ connect }) => process.exit(typeof connect === 'function' ? 0 : 1))\"")
	install.Dir = dir
	install.Env = append(os.Environ(), "npm_config_offline=true", "npm_config_audit=false", "npm_config_fund=false")
	out, err := install.CombinedOutput()
	require.NoError(t, err, "%s", out)
}

// isOnline is true once an example's page is signed in.
const isOnline = `document.querySelector('[role=status]').textContent.trim() === 'online'`

// openSignedIn opens an example's page as a user who chats with peer.
func openSignedIn(t *testing.T, im *stack.Server, page, user, peer string) *browser.Tab {
	t.Helper()
	tab := browser.Open(t, browser.Chromium, browser.Options{})
	query := url.Values{"user": {user}, "sig": {im.Signature(user)}, "peer": {peer}, "server": {im.URL}}
	tab.Goto(page + "?" + query.Encode())
	tab.WaitFor(isOnline)
	return tab
}

// send types a text into an example's page and sends it.
func send(tab *browser.Tab, text string) {
	tab.Eval(fmt.Sprintf(`void (() => {
		const input = document.querySelector('input');
		Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(input, %q);
		input.dispatchEvent(new Event('input', { bubbles: true }));
	})()`, text), nil)
	tab.WaitFor(`!document.querySelector('button').disabled`)
	tab.Eval(`document.querySelector('button').click()`, nil)
}

// exchangeMessages opens an example's page as alice and as bob and sends a message each
// way.
func exchangeMessages(t *testing.T, im *stack.Server, page string) (alice, bob *browser.Tab) {
	t.Helper()
	alice, bob = openSignedIn(t, im, page, "alice", "bob"), openSignedIn(t, im, page, "bob", "alice")
	for n, pair := range [][2]*browser.Tab{{alice, bob}, {bob, alice}} {
		send(pair[0], "<b>hello")
		for _, tab := range pair {
			tab.WaitFor(`document.querySelectorAll('li').length === ` + []string{"1", "2"}[n])
			var shown string
			tab.Eval(`[...document.querySelectorAll('li')].pop().textContent`, &shown)
			assert.Equal(t, "<b>hello", shown)
		}
		pair[0].WaitFor(`document.querySelector('input').value === ''`)
	}
	return alice, bob
}

func TestModulesExampleChats(t *testing.T) {
	im := stack.Start(t)
	page := strings.ReplaceAll(string(read(t, filepath.Join(stack.Root(t), "examples", "modules", "index.html"))), "http://127.0.0.1:8080/sdk/", im.URL+"sdk/")
	page = strings.ReplaceAll(page, "http://127.0.0.1:8080", strings.TrimSuffix(im.URL, "/"))
	alice, bob := exchangeMessages(t, im, site(t, map[string]string{"/": page})+"/")
	for _, tab := range []*browser.Tab{alice, bob} {
		requireQuiet(t, tab, "error")
	}
}

// TestFrameworkExamplesChat builds the examples with Vite and chats with them. The end of
// a session by another page is shown, and the session can be renewed.
func TestFrameworkExamplesChat(t *testing.T) {
	if testing.Short() {
		t.Skip("builds with Vite")
	}
	for _, name := range []string{"vue", "react"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := example(t, name)
			runScript(t, dir, "build")
			im := stack.Start(t)
			address := serve(t, http.FileServer(http.Dir(filepath.Join(dir, "dist")))) + "/"
			alice, bob := exchangeMessages(t, im, address)

			other := openSignedIn(t, im, address, "alice", "bob")
			other.Eval(`new Promise((ok, failed) => webim.logoutAll(ok, failed)).then(() => true)`, nil)
			alice.WaitFor(`document.querySelector('p button')`)
			alice.Eval(`document.querySelector('p button').click()`, nil)
			alice.WaitFor(isOnline)
			for _, tab := range []*browser.Tab{alice, bob} {
				requireQuiet(t, tab, "error")
			}
		})
	}
}

// waitingPolls returns the number of long polls that wait on a server.
func waitingPolls(t *testing.T, im *stack.Server) string {
	t.Helper()
	admin, err := url.Parse(im.Admin)
	require.NoError(t, err)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+admin.Host+"/metrics", nil)
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+admin.Query().Get("token"))
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	found := regexp.MustCompile(`(?m)^webim_polls_waiting (\d+)$`).FindSubmatch(text)
	require.NotNil(t, found, "%s", text)
	return string(found[1])
}

// devServer runs the example's Vite dev server and returns its URL.
func devServer(t *testing.T, dir string) string {
	t.Helper()
	address, err := process.FreeAddress()
	require.NoError(t, err)
	host, port, err := net.SplitHostPort(address)
	require.NoError(t, err)
	dev := exec.Command("npm", "run", "dev", "--", "--host", host, "--port", port, "--strictPort")
	dev.Dir = dir
	var log process.Tail
	dev.Stdout, dev.Stderr = &log, &log
	vite, err := process.Start(dev)
	require.NoError(t, err)
	t.Cleanup(vite.Kill)
	require.Eventually(t, func() bool {
		resp, err := http.Get("http://" + address)
		if err != nil {
			return false
		}
		resp.Body.Close()
		return resp.StatusCode == http.StatusOK
	}, time.Minute, 50*time.Millisecond, "no dev server: %s", &log)
	return "http://" + address + "/"
}

// TestHotUpdateKeepsOneSession edits the examples while Vite's dev server shows them.
// An edit of the view keeps the session. An edit of the code that signs in keeps or
// replaces it, as the framework decides: one session is left, which receives each
// message once.
func TestHotUpdateKeepsOneSession(t *testing.T) {
	if testing.Short() {
		t.Skip("runs Vite")
	}
	for name, c := range map[string]struct{ view, hook string }{
		"vue":   {"App.vue", "useWebim.js"},
		"react": {"App.jsx", "useWebim.jsx"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := example(t, name)
			edit := func(file, old, new string) {
				path := filepath.Join(dir, "src", file)
				text := string(read(t, path))
				require.Contains(t, text, old)
				require.NoError(t, os.WriteFile(path, []byte(strings.Replace(text, old, new, 1)), 0o600))
			}
			im := stack.Start(t)
			address := devServer(t, dir)
			alice, bob := exchangeMessages(t, im, address)
			const signIns = `performance.getEntriesByType('resource').filter((e) => e.name.includes('/openim/login')).length`
			before := eval[float64](t, alice, `(window.marked = true, `+signIns+`)`)

			edit(c.view, ">Send<", ">Submit<")
			for _, tab := range []*browser.Tab{alice, bob} {
				tab.WaitFor(`document.querySelector('form button').textContent === 'Submit'`)
				tab.WaitFor(`document.querySelectorAll('li').length === 2 && ` + isOnline)
			}
			assert.Equal(t, before, eval[float64](t, alice, signIns), "an edit of the view must not sign in again")

			edit(c.hook, "export function", "window.edited = true;\nexport function")
			for _, tab := range []*browser.Tab{alice, bob} {
				tab.WaitFor(`window.edited && ` + isOnline)
			}
			require.Eventually(t, func() bool { return waitingPolls(t, im) == "2" }, time.Minute, 50*time.Millisecond, "each user must have one session")
			send(alice, "after the update")
			const received = `[...document.querySelectorAll('li')].filter((li) => li.textContent === 'after the update').length`
			for _, tab := range []*browser.Tab{alice, bob} {
				tab.WaitFor(received + ` === 1`)
			}
			send(alice, "the last")
			bob.WaitFor(`[...document.querySelectorAll('li')].pop().textContent === 'the last'`)
			assert.Equal(t, 1.0, eval[float64](t, bob, received))
			assert.True(t, eval[bool](t, alice, `window.marked === true`), "the page must not be reloaded")
		})
	}
}

func TestVitestExamplePasses(t *testing.T) {
	if testing.Short() {
		t.Skip("starts Vitest")
	}
	dir := example(t, "vitest")
	runScript(t, dir, "test", "WEBIM_SERVER="+filepath.Join(stack.Root(t), "bin", "webim-server"))
}
