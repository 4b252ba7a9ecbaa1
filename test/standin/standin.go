// Package standin serves pages with the built SDK and a backend that is a script
// in the page (network.js), for tests of what the SDK does with what it hears,
// where the local server would be in the way: it sends nothing malformed.
package standin

import (
	_ "embed"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"webim.js/test/stack"
)

//go:embed network.js
var network string

// Page is what a page consists of.
type Page struct {
	Before  []string // scripts in front of the SDK, paths from the test's folder
	After   []string // and behind it
	Body    string
	Headers map[string]string
}

// Serve serves the page until the test ends and returns its address. With
// "?version=1.3" or 1.7 behind it, the SDK's script tag names that dialect.
func (p Page) Serve(t testing.TB) string {
	t.Helper()
	sdk := filepath.Join(stack.Root(t), "dist", "webim.js")
	if _, err := os.Stat(sdk); err != nil {
		t.Fatalf("dist/webim.js is not there; run `make dist` first (%v)", err)
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, value := range p.Headers {
			w.Header().Set(name, value)
		}
		switch {
		case r.URL.Path == "/":
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprint(w, p.html(r.URL.Query().Get("version")))
		case r.URL.Path == "/network.js":
			w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
			fmt.Fprint(w, network)
		case r.URL.Path == "/sdk/webim.js":
			http.ServeFile(w, r, sdk)
		default:
			for _, script := range append(p.Before, p.After...) {
				if r.URL.Path == "/"+filepath.Base(script) {
					http.ServeFile(w, r, script)
					return
				}
			}
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(srv.Close)
	return srv.URL + "/"
}

func (p Page) html(version string) string {
	var b strings.Builder
	b.WriteString(`<!doctype html><html><head><meta charset="utf-8"><title>stand-in</title>`)
	script := func(src, attributes string) { fmt.Fprintf(&b, `<script src="%s"%s></script>`, src, attributes) }
	script("/network.js", "")
	for _, s := range p.Before {
		script("/"+filepath.Base(s), "")
	}
	forced := ""
	if version == "1.3" || version == "1.7" {
		forced = fmt.Sprintf(` data-webim-version="%s"`, version)
	}
	script("/sdk/webim.js", forced)
	for _, s := range p.After {
		script("/"+filepath.Base(s), "")
	}
	fmt.Fprintf(&b, `</head><body>%s</body></html>`, p.Body)
	return b.String()
}
