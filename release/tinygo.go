package main

import (
	"os/exec"
	"strings"

	"webim.js/release/notices"
)

// withTinyGo adds the compiler of the SDK, whose runtime is in the script, where
// that is what compiled it.
func withTinyGo(parts []notices.Part) ([]notices.Part, error) {
	root, err := exec.Command("tinygo", "env", "TINYGOROOT").Output()
	if err != nil {
		return parts, nil // none is here: standard Go was the compiler
	}
	tinygo, err := notices.Directory("TinyGo, its runtime and library", strings.TrimSpace(string(root)))
	if err != nil {
		return nil, err
	}
	return append([]notices.Part{tinygo}, parts...), nil
}
