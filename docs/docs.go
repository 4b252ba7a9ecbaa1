// Package docs embeds the documentation: Markdown pages in Chinese and English,
// which the server serves under /docs/.
package docs

import "embed"

//go:generate go run ./reference/generate

// Pages holds the Markdown files; docs/zh/README.md is zh/README.md.
//
//go:embed zh en
var Pages embed.FS
