//go:build js && wasm

// Command wasm is the Go program that the page's script carries. All it does is
// named in package jsbridge.
package main

import "webim.js/jsbridge"

// buildID is set by the packer; the script refuses a binary that states another.
var buildID = "unset"

func main() { jsbridge.Run(buildID) }
