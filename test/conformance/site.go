package conformance

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// Site serves the page that scenarios run in: the harness, the scenarios in
// sorted order, then the SDK, whose folder's other files lie beside it.
type Site struct {
	sdk     string   // the SDK's file
	scripts []string // what comes before it
}

// NewSite collects the page's scripts: the harness and scenarios under data, the
// *.js files of those folders of extra that exist, and, last before the SDK, the
// file before.
func NewSite(sdk, data, before string, extra ...string) (*Site, error) {
	if _, err := os.Stat(sdk); err != nil {
		return nil, err
	}
	s := &Site{sdk: sdk, scripts: []string{filepath.Join(data, "harness.js")}}
	for i, dir := range append([]string{filepath.Join(data, "scenarios")}, extra...) {
		entries, err := os.ReadDir(dir) // sorted by name
		if err != nil && (i == 0 || !errors.Is(err, fs.ErrNotExist)) {
			return nil, err
		}
		for _, e := range entries {
			if strings.HasSuffix(e.Name(), ".js") {
				s.scripts = append(s.scripts, filepath.Join(dir, e.Name()))
			}
		}
	}
	s.scripts = append(s.scripts, before)
	return s, nil
}

// Query is the page's query string, which a scenario reads back. A dialect
// that is not empty is named on the SDK's script tag.
func Query(dialect string) string {
	if dialect == "" {
		return "?q=hello%20you"
	}
	return "?q=hello%20you&forced=" + dialect
}

// ServeHTTP implements http.Handler.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/" {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, s.page(r.URL.Query().Get("forced")))
		return
	}
	var n int
	file := filepath.Join(filepath.Dir(s.sdk), path.Base(r.URL.Path))
	if _, err := fmt.Sscanf(r.URL.Path, "/h/%d.js", &n); err == nil && n >= 0 && n < len(s.scripts) {
		file = s.scripts[n]
	} else if r.URL.Path == "/sdk/webim.js" {
		file = s.sdk
	}
	body, err := os.ReadFile(file)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	kind := "text/javascript; charset=utf-8"
	if strings.HasSuffix(file, ".wasm") {
		kind = "application/wasm"
	}
	w.Header().Set("Content-Type", kind)
	w.Write(body)
}

func (s *Site) page(dialect string) string {
	var b strings.Builder
	b.WriteString("<!doctype html><meta charset=utf-8><title>conformance</title><body>")
	for i := range s.scripts {
		fmt.Fprintf(&b, `<script src="/h/%d.js"></script>`, i)
	}
	forced := ""
	if dialect == "1.3" || dialect == "1.7" {
		forced = fmt.Sprintf(` data-webim-version="%s"`, dialect)
	}
	fmt.Fprintf(&b, `<script src="/sdk/webim.js"%s></script>`, forced)
	return b.String()
}
