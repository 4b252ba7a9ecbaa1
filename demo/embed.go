// Package demo holds the pages of the demo: a chat written as the guide's
// pages are. The local server (demo/server) serves them under /demo/.
package demo

import "embed"

// Files holds the pages below "site".
//
//go:embed all:site
var Files embed.FS
