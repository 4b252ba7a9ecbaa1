package packages

import (
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/test/browser"
	"webim.js/test/npm"
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
	require.NoError(t, os.CopyFS(filepath.Join(own, "webim-wasm"), os.DirFS(built(t, "npm"))))
	return dir
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

// TestInstallCommand runs the quick start's command that installs the package.
func TestInstallCommand(t *testing.T) {
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

// online is true once an example's page is signed in.
const online = `document.querySelector('[role=status]').textContent.trim() === 'online'`

// signedInAs opens an example's page as a user who chats with peer.
func signedInAs(t *testing.T, im *stack.Server, page, user, peer string) *browser.Tab {
	t.Helper()
	tab := browser.Open(t, browser.Chromium, browser.Options{})
	query := url.Values{"user": {user}, "sig": {im.Signature(user)}, "peer": {peer}, "server": {im.URL}}
	tab.Goto(page + "?" + query.Encode())
	tab.WaitFor(online)
	return tab
}

// chat opens an example's page as alice and as bob and sends a message each way.
func chat(t *testing.T, im *stack.Server, page string) (alice, bob *browser.Tab) {
	t.Helper()
	alice, bob = signedInAs(t, im, page, "alice", "bob"), signedInAs(t, im, page, "bob", "alice")
	for n, pair := range [][2]*browser.Tab{{alice, bob}, {bob, alice}} {
		pair[0].Eval(`void (() => {
			const input = document.querySelector('input');
			Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(input, '<b>hello');
			input.dispatchEvent(new Event('input', { bubbles: true }));
		})()`, nil)
		pair[0].WaitFor(`!document.querySelector('button').disabled`)
		pair[0].Eval(`document.querySelector('button').click()`, nil)
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

func TestModulesExample(t *testing.T) {
	im := stack.Start(t)
	page := strings.ReplaceAll(string(read(t, filepath.Join(stack.Root(t), "examples", "modules", "index.html"))), "http://127.0.0.1:8080/sdk/", im.URL+"sdk/")
	page = strings.ReplaceAll(page, "http://127.0.0.1:8080", strings.TrimSuffix(im.URL, "/"))
	alice, bob := chat(t, im, site(t, map[string]string{"/": page})+"/")
	for _, tab := range []*browser.Tab{alice, bob} {
		requireQuiet(t, tab, "error")
	}
}

// TestFrameworkExamples builds the examples with Vite and chats with them. The end of
// a session by another page is shown, and the session can be renewed.
func TestFrameworkExamples(t *testing.T) {
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
			alice, bob := chat(t, im, address)

			other := signedInAs(t, im, address, "alice", "bob")
			other.Eval(`new Promise((ok, failed) => webim.logoutAll(ok, failed)).then(() => true)`, nil)
			alice.WaitFor(`document.querySelector('p button')`)
			alice.Eval(`document.querySelector('p button').click()`, nil)
			alice.WaitFor(online)
			for _, tab := range []*browser.Tab{alice, bob} {
				requireQuiet(t, tab, "error")
			}
		})
	}
}

func TestVitestExample(t *testing.T) {
	if testing.Short() {
		t.Skip("starts Vitest")
	}
	dir := example(t, "vitest")
	runScript(t, dir, "test", "WEBIM_SERVER="+filepath.Join(stack.Root(t), "bin", "webim-server"))
}
