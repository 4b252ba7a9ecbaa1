// Package webimjs holds the version and the license of the repository.
package webimjs

import (
	_ "embed"
	"strings"
)

//go:embed VERSION
var version string

// Version returns the version that the SDK, the npm package and the server
// share, such as "1.2.3".
func Version() string { return strings.TrimSpace(version) }

// License is the text of the project's license.
//
//go:embed LICENSE
var License string
