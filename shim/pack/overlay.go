package main

import (
	_ "embed"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
)

// smallFmt takes the place of the standard library's fmt: see its own comment.
//
//go:embed smallfmt/fmt.go
var smallFmt []byte

// writeOverlay writes what `go build -overlay` reads into dir: the sources of
// package fmt are gone but for one, which is smallFmt.
func writeOverlay(dir, goroot string) (file string, err error) {
	source := filepath.Join(dir, "fmt.go")
	if err := os.WriteFile(source, smallFmt, 0o600); err != nil {
		return "", err
	}
	originals, err := filepath.Glob(filepath.Join(goroot, "src", "fmt", "*.go"))
	if err != nil {
		return "", err
	}
	replace := map[string]string{filepath.Join(goroot, "src", "fmt", "fmt.go"): source}
	for _, name := range originals {
		if !strings.HasSuffix(name, "_test.go") {
			replace[name] = "" // gone
		}
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	file = filepath.Join(dir, "overlay.json")
	return file, os.WriteFile(file, text, 0o600)
}
