//go:build !embedded

package webimjs

import "io/fs"

// Embedded returns what a release carries inside: dist as `make release` fills
// it. It is nil in any other build.
func Embedded() fs.FS { return nil }
