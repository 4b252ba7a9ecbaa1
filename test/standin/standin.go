// Package standin serves pages with the built SDK and a fake backend, a script in
// the page (network.js). It is for tests of responses that the local server never
// sends, such as malformed ones.
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

// Page describes a test page.
type Page struct {
	Before  []string // scripts before the SDK, as paths from the test's folder
	After   []string // scripts after the SDK
	Body    string
	Headers map[string]string
}

// Serve serves the page until the test ends and returns its URL. With
// "?version=1.3" or 1.7 appended, the SDK's script tag names that dialect.
func (p Page) Serve(t testing.TB) string {
	t.Helper()
	sdk := filepath.Join(stack.Root(t), "dist", "webim.js")
	if _, err := os.Stat(sdk); err != nil {
		t.Fatalf("dist/webim.js: %v; run `make dist` first", err)
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
