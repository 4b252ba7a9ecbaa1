//go:build !embedded

package server

import "io/fs"

// Embedded returns the built SDK and the licenses of its parts, which release
// copies to server/dist. It returns nil in a build without the tag embedded.
func Embedded() fs.FS { return nil }
