// Package demo holds the demo's pages: a chat written as the guide's pages are.
// The server serves them under /demo/.
package demo

import "embed"

// Files holds the pages.
//
//go:embed css img js smallest index.html
var Files embed.FS
