//go:build js && wasm

// Command wasm is the Go program that the page's script carries: package webim
// bound to the page by package jsbridge.
package main

import (
	"webim.js/jsbridge"
	"webim.js/webim"
)

func init() { jsbridge.Bind(webim.New) }

func main() { jsbridge.Park() }
