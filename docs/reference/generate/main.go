// Command generate writes the documentation pages that are generated from the
// declarations and from the table of error codes. `go generate ./docs` runs it.
package main

import (
	"log"
	"os"
	"path/filepath"

	"webim.js/docs/reference"
)

func main() {
	log.SetFlags(0)
	root := ".."
	files, err := reference.Generate(root)
	if err != nil {
		log.Fatal(err)
	}
	for name, text := range files {
		path := filepath.Join(root, "docs", name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			log.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			log.Fatal(err)
		}
	}
}
