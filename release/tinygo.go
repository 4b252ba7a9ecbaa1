package main

import (
	"fmt"
	"os/exec"
	"strings"

	"webim.js/release/notices"
)

// withTinyGo adds the compiler of the SDK, whose runtime is in the script, where
// that is what compiled it: the packer finds it by the same script.
func (r releaser) withTinyGo(parts []notices.Part) ([]notices.Part, error) {
	find := exec.Command("sh", "shim/pack/tinygo.sh")
	find.Dir = r.root
	found, err := find.Output()
	if err != nil {
		return parts, nil // none is to be had: standard Go was the compiler
	}
	command, _, _ := strings.Cut(string(found), "\n")
	root, err := exec.Command(command, "env", "TINYGOROOT").Output()
	if err != nil {
		return nil, fmt.Errorf("%s env TINYGOROOT: %w", command, err)
	}
	tinygo, err := notices.Directory("TinyGo, its runtime and library", strings.TrimSpace(string(root)))
	if err != nil {
		return nil, err
	}
	return append([]notices.Part{tinygo}, parts...), nil
}
