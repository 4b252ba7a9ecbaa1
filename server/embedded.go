//go:build embedded

package server

import (
	"embed"
	"io/fs"
)

//go:embed dist/webim.js dist/webim.es5.js dist/webim_no_emotion.js dist/webim_no_emotion.es5.js dist/webim.mjs dist/client.mjs dist/notices
var embedded embed.FS

// Embedded returns the built SDK and the licenses of its parts, which release
// copies to server/dist. It returns nil in a build without the tag embedded.
func Embedded() fs.FS {
	dist, err := fs.Sub(embedded, "dist")
	if err != nil { // unreachable: the name is a constant
		panic(err)
	}
	return dist
}
