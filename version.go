// Package webimjs is what the whole product shares: its version, its licence,
// and, in a release, the files that the server's program carries inside.
package webimjs

import (
	_ "embed"
	"strings"
)

//go:embed VERSION
var version string

// Version is the product's version, such as "1.2.3": of the SDK, of the npm
// package and of the server alike.
func Version() string { return strings.TrimSpace(version) }

// License is the text of the product's own licence.
//
//go:embed LICENSE
var License string
