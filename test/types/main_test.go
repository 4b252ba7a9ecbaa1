// Package types compares npm/webim.d.ts with the built SDK (names, kinds, numbers
// of arguments, in both directions), compiles the examples of the guide and of the
// declarations as TypeScript, and runs the latter in a browser against a server.
package types

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"webim.js/docs/reference"
	"webim.js/test/browser"
	"webim.js/test/stack"
)

func TestMain(m *testing.M) { os.Exit(browser.Main(m)) }

const declarations = "../../npm/webim.d.ts"

func read(t testing.TB) []*reference.Section {
	t.Helper()
	sections, err := reference.Read(declarations)
	require.NoError(t, err)
	return sections
}

// pages serves the page of testdata with the SDK of a server and returns its
// URL.
func pages(t testing.TB, s *stack.Server) string {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		file := filepath.Join("testdata", filepath.Base(r.URL.Path))
		text, err := os.ReadFile(file)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		kind := "text/html"
		if strings.HasSuffix(file, ".js") {
			kind = "text/javascript"
		}
		w.Header().Set("Content-Type", kind+"; charset=utf-8")
		fmt.Fprint(w, strings.ReplaceAll(string(text), "SERVER", s.URL))
	}))
	t.Cleanup(srv.Close)
	return srv.URL + "/page.html"
}

// js formats a value as a JavaScript literal.
func js(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}
