// Package packages tests the released files as their users use them: the npm package
// installed and bundled, the script loaded in every way, and the server of the release
// in a folder without other files.
package packages

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	webimjs "webim.js"
	"webim.js/test/browser"
	"webim.js/test/stack"
)

func TestMain(m *testing.M) {
	// -host: build the server for this machine only; the rest is as in a release.
	release := exec.Command("go", "run", "./release", "-host")
	release.Dir = "../.."
	if out, err := release.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "%v\n%s", err, out)
		os.Exit(1)
	}
	os.Exit(browser.Main(m))
}

// distPath returns a path below dist.
func distPath(t testing.TB, path ...string) string {
	t.Helper()
	return filepath.Join(append([]string{stack.Root(t), "dist"}, path...)...)
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	return data
}

func tarball(t testing.TB) string {
	t.Helper()
	return distPath(t, "release", "webim-wasm-"+webimjs.Version()+".tgz")
}

// site serves pages from memory by their paths, and returns its URL.
func site(t testing.TB, pages map[string]string) string {
	t.Helper()
	return serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, found := pages[r.URL.Path]
		switch {
		case r.URL.Path == "/favicon.ico":
		case !found:
			http.NotFound(w, r)
		case strings.HasPrefix(text, "<"):
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
		default:
			w.Header().Set("Content-Type", "text/javascript")
		}
		_, _ = w.Write([]byte(text)) // the browser may have disconnected
	}))
}

func serve(t testing.TB, handler http.Handler) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

// opener opens a page in one of the browsers.
type opener func(url string) *browser.Tab

// inBrowsers runs a test in each browser.
func inBrowsers(t *testing.T, test func(t *testing.T, open opener)) {
	for _, kind := range []browser.Kind{browser.Chromium, browser.Firefox} {
		t.Run(string(kind), func(t *testing.T) {
			test(t, func(url string) *browser.Tab {
				tab := browser.Open(t, kind, browser.Options{})
				tab.Goto(url)
				return tab
			})
		})
	}
}

// requireQuiet fails the test if a page has logged anything at these levels.
func requireQuiet(t *testing.T, tab *browser.Tab, levels ...string) {
	t.Helper()
	for _, m := range tab.Console() {
		require.NotContains(t, levels, m.Level, m.String())
	}
}
