//go:build js && wasm

// Command wasm is the Go program in the page's script: package webim, bound to the
// page by package jsbridge.
package main

import (
	"webim.js/jsbridge"
	"webim.js/webim"
)

func init() { jsbridge.Bind(webim.New) }

func main() { jsbridge.KeepAlive() }
