// Package webimjs holds what the whole repository shares: its version, its
// license and the documents outside docs/ that the documentation refers to.
package webimjs

import (
	"embed"
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

// Documents are the Markdown files and examples, by their path in the repository,
// that the server shows under /docs/ next to the pages of package docs.
//
//go:embed CHANGELOG.md docs/performance.md server/README.md server/SECURITY.md test/deviations.md examples/usersig
var Documents embed.FS
