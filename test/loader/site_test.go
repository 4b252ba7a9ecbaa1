// Package loader tests, in real browsers, how the script loads and starts Go, its
// handle table in JavaScript, and how panics are handled, with an SDK into which
// faults are injected.
package loader

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
	"webim.js/test/browser"
)

// theScript and es5Script are the fixture's build: the script as pages load it, and
// the one without WebAssembly, which a site serves only if a test adds it. plainScript
// and plainES5Script are the same scripts without emoticons.
var theScript, es5Script, plainScript, plainES5Script []byte

func TestMain(m *testing.M) {
	if err := buildFixture(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(browser.Main(m))
}

func buildFixture() error {
	dir, err := os.MkdirTemp("", "webim-loader-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	pack := exec.Command("go", "run", "./shim/pack", "-out", dir, "-program", "./test/loader/fixture/program")
	pack.Dir = "../.."
	if out, err := pack.CombinedOutput(); err != nil {
		return fmt.Errorf("packing the fixture: %w\n%s", err, out)
	}
	for name, script := range map[string]*[]byte{
		"webim.js": &theScript, "webim.es5.js": &es5Script,
		"webim_no_emotion.js": &plainScript, "webim_no_emotion.es5.js": &plainES5Script,
	} {
		if *script, err = os.ReadFile(filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	return nil
}

// file is the response of a site for a path.
type file struct {
	contentType string
	body        []byte
	headers     map[string]string
	gate        chan struct{} // if set, the body is sent once it is closed
}

type site map[string]file

func page(html string) file {
	return file{contentType: "text/html; charset=utf-8", body: []byte("<!doctype html>" + html)}
}

func script(body []byte) file { return file{contentType: "text/javascript", body: body} }

// newSite serves the script and the given files; "/" is the page.
func newSite(t *testing.T, files site) string {
	t.Helper()
	all := site{
		"/webim.js":    script(theScript),
		"/favicon.ico": {contentType: "image/x-icon"},
	}
	for path, f := range files {
		all[path] = f
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, found := all[r.URL.Path]
		if !found {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", f.contentType)
		for name, value := range f.headers {
			w.Header().Set(name, value)
		}
		if f.gate != nil {
			select {
			case <-f.gate:
			case <-r.Context().Done():
				return
			}
		}
		_, _ = w.Write(f.body) // the browser may have disconnected
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// inBrowsers runs a test in each browser.
func inBrowsers(t *testing.T, test func(t *testing.T, open func(url string) *browser.Tab)) {
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

// JavaScript expressions for the script's internal state.
const (
	state  = `webim[Symbol.for("webim.js")].state()`
	held   = `webim[Symbol.for("webim.js")].held()`
	config = `webim[Symbol.for("webim.js")].config`
)

func evalString(t *testing.T, tab *browser.Tab, expr string) string {
	t.Helper()
	var s string
	tab.Eval(expr, &s)
	return s
}

// consoleLines returns the shim's console messages of a level.
func consoleLines(tab *browser.Tab, level string) []string {
	var texts []string
	for _, m := range tab.Console() {
		if m.Level == level && m.Source == "console" && strings.HasPrefix(m.Text, "[webim]") {
			texts = append(texts, m.Text)
		}
	}
	return texts
}

// requireNoWarnings fails the test if the page has logged warnings or errors.
func requireNoWarnings(t *testing.T, tab *browser.Tab) {
	t.Helper()
	for _, m := range tab.Console() {
		require.NotContains(t, []string{"warn", "error"}, m.Level, m.String())
	}
}
