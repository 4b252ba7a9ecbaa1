//go:build embedded

package webimjs

import (
	"embed"
	"io/fs"
)

//go:embed dist/webim.js dist/webim.mjs dist/client.mjs dist/notices
var files embed.FS

// Embedded returns what a release carries inside: dist as `make release` fills
// it. It is nil in any other build.
func Embedded() fs.FS {
	dist, err := fs.Sub(files, "dist")
	if err != nil { // the name is a constant
		panic(err)
	}
	return dist
}
