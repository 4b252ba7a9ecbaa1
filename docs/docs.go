// Package docs embeds the documentation: Markdown pages in Chinese and English,
// which the server shows under /docs/.
package docs

import "embed"

//go:generate go run ./reference/generate

// Pages are the Markdown files, docs/zh/README.md as zh/README.md.
//
//go:embed zh en
var Pages embed.FS
