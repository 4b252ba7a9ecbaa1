// Package demo embeds the demo's pages: a chat application in plain JavaScript
// modules, which the server serves under /demo/.
package demo

import "embed"

// Files holds the pages.
//
//go:embed css img js smallest index.html
var Files embed.FS
